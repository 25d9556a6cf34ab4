// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Reads with other limits than it is told.
final class SizedLog: PassingLog {
    private let bytesMax: Int?
    private let wholeFirstBatch: Bool

    init(_ inner: any PartitionLog, bytesMax: Int? = nil, wholeFirstBatch: Bool) {
        self.bytesMax = bytesMax
        self.wholeFirstBatch = wholeFirstBatch
        super.init(inner)
    }

    override func read(
        from offset: Int64, bytesMax: Int, wholeFirstBatch: Bool, bound: ReadBound
    ) throws(ReadRefusal) -> ReadResult {
        try inner.read(
            from: offset, bytesMax: self.bytesMax ?? bytesMax,
            wholeFirstBatch: self.wholeFirstBatch, bound: bound)
    }
}
