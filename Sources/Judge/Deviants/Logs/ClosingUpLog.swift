// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Gives the offsets of records that compaction removed again, from the end of the log on.
final class ClosingUpLog: PassingLog {
    private var removed: Int64 {
        var next = inner.logStartOffset
        var missing: Int64 = 0
        for case .batch(let batch) in inner.batches(from: next) {
            missing += max(0, batch.baseOffset - next)
            missing += Int64(batch.lastOffsetDelta) + 1 - Int64(batch.recordCount)
            next = batch.nextOffset
        }
        return missing
    }

    override var highWatermark: Int64 { inner.highWatermark - removed }

    override func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        let missing = removed
        var result = try inner.append(records, origin: origin, leaderEpoch: leaderEpoch)
        result.firstOffset -= missing
        result.lastOffset -= missing
        return result
    }
}
