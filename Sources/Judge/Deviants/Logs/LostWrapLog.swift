// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Loses count of a producer whose batch crosses the greatest sequence number.
final class LostWrapLog: PassingLog {
    private var lost: Set<Int64> = []

    override func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        guard let batch = try? RecordBatchView(records), batch.hasProducerId else {
            return try inner.append(records, origin: origin, leaderEpoch: leaderEpoch)
        }
        if lost.contains(batch.producerId) {
            throw .outOfOrderSequence(
                producerId: batch.producerId, expected: .min, found: batch.baseSequence)
        }
        let result = try inner.append(records, origin: origin, leaderEpoch: leaderEpoch)
        if batch.lastSequence < batch.baseSequence { lost.insert(batch.producerId) }
        return result
    }
}
