// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Refuses what a producer sends after its greatest sequence number.
final class UnwrappedLog: PassingLog {
    private var exhausted: Set<Int64> = []

    override func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        let batch = BatchBytes(records)
        let producer = batch?.number(Int64.self, at: BatchLayout.producerId) ?? -1
        let sequence = batch?.number(Int32.self, at: BatchLayout.baseSequence) ?? -1
        if exhausted.contains(producer) {
            throw .outOfOrderSequence(producerId: producer, expected: .max, found: sequence)
        }
        if producer >= 0, sequence == .max { exhausted.insert(producer) }
        return try inner.append(records, origin: origin, leaderEpoch: leaderEpoch)
    }
}
