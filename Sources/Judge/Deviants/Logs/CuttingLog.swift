// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Moves its beginning in a way of its own.
final class CuttingLog: PassingLog {
    /// Returns the new beginning; the offset is as the client wrote it.
    typealias Cut =
        @Sendable (any PartitionLog, Int64) throws(DeleteRecordsRefusal) -> Int64

    private let cut: Cut

    init(_ inner: any PartitionLog, cut: @escaping Cut) {
        self.cut = cut
        super.init(inner)
    }

    override func deleteRecords(before offset: Int64) throws(DeleteRecordsRefusal) -> Int64 {
        try cut(inner, offset)
    }
}
