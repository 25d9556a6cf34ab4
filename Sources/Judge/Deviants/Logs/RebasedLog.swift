// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Counts offsets from 0 again once it was emptied.
final class RebasedLog: PassingLog {
    private var shift: Int64 = 0

    /// With `onceOnly` it looks whether it is empty when the broker starts, and never again.
    init(_ inner: any PartitionLog, onceOnly: Bool = false) {
        isFixed = onceOnly
        super.init(inner)
        if inner.logStartOffset == inner.logEndOffset { shift = inner.logEndOffset }
    }

    private let isFixed: Bool

    /// What stands before the offset that is called 0.
    private var base: Int64 {
        if !isFixed, inner.logStartOffset == inner.logEndOffset { shift = inner.logEndOffset }
        return shift
    }

    override var logStartOffset: Int64 { inner.logStartOffset - base }
    override var lastStableOffset: Int64 { inner.lastStableOffset - base }
    override var highWatermark: Int64 { inner.highWatermark - base }
    override var logEndOffset: Int64 { inner.logEndOffset - base }
    override var durableOffset: Int64 { inner.durableOffset - base }

    override func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        let base = base
        var result = try inner.append(records, origin: origin, leaderEpoch: leaderEpoch)
        result.firstOffset -= base
        result.lastOffset -= base
        result.logStartOffset -= base
        return result
    }

    override func advanceHighWatermark(to offset: Int64) {
        inner.advanceHighWatermark(to: offset + shift)
    }

    override func deleteRecords(before offset: Int64) throws(DeleteRecordsRefusal) -> Int64 {
        let base = base
        return try inner.deleteRecords(before: offset < 0 ? offset : offset + base) - base
    }

    override func read(
        from offset: Int64, bytesMax: Int, wholeFirstBatch: Bool, bound: ReadBound
    ) throws(ReadRefusal) -> ReadResult {
        let base = base
        var result = try inner.read(
            from: offset + base, bytesMax: bytesMax, wholeFirstBatch: wholeFirstBatch, bound: bound)
        result.highWatermark -= base
        result.lastStableOffset -= base
        result.logStartOffset -= base
        guard base > 0, let bytes = try? result.region?.bytes() else { return result }
        result.region = FileRegion(
            BatchBytes.changed(in: bytes) { batch in
                let own = batch.number(Int64.self, at: BatchLayout.baseOffset)
                batch.put(own - base, at: BatchLayout.baseOffset)
            })
        return result
    }
}
