// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Gives out a header field of a batch as its producer wrote it.
final class KeptFieldLog<Field: FixedWidthInteger & Sendable>: PassingLog {
    private let position: Int
    private let ordinary: Field
    /// What producers wrote, by the offset their batch was given.
    private var written: [Int64: Field] = [:]

    /// `ordinary` is what a producer writes that does not care.
    init(_ inner: any PartitionLog, field: Field.Type, at position: Int, unless ordinary: Field) {
        self.position = position
        self.ordinary = ordinary
        super.init(inner)
    }

    override func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        guard var batch = BatchBytes(records) else {
            return try inner.append(records, origin: origin, leaderEpoch: leaderEpoch)
        }
        let value = batch.number(Field.self, at: position)
        // The honest log may refuse what a producer has no business to write; no checksum covers it.
        batch.put(ordinary, at: position)
        let result = try inner.append(batch.slice, origin: origin, leaderEpoch: leaderEpoch)
        if value != ordinary { written[result.firstOffset] = value }
        return result
    }

    override func read(
        from offset: Int64, bytesMax: Int, wholeFirstBatch: Bool, bound: ReadBound
    ) throws(ReadRefusal) -> ReadResult {
        var result = try inner.read(
            from: offset, bytesMax: bytesMax, wholeFirstBatch: wholeFirstBatch, bound: bound)
        guard !written.isEmpty, let bytes = try? result.region?.bytes() else { return result }
        result.region = FileRegion(
            BatchBytes.changed(in: bytes) { batch in
                let base = batch.number(Int64.self, at: BatchLayout.baseOffset)
                if let value = written[base] { batch.put(value, at: position) }
            })
        return result
    }
}
