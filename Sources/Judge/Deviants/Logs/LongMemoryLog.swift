// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Never forgets who wrote to it: who was forgotten may not go on.
final class LongMemoryLog: PassingLog {
    private var writers: Set<Int64> = []

    override func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        let batch = BatchBytes(records)
        let producer = batch?.number(Int64.self, at: BatchLayout.producerId) ?? -1
        let sequence = batch?.number(Int32.self, at: BatchLayout.baseSequence) ?? -1
        if sequence > 0, writers.contains(producer),
            !inner.activeProducers.contains(where: { $0.producerId == producer })
        {
            throw .outOfOrderSequence(producerId: producer, expected: 0, found: sequence)
        }
        if producer >= 0 { writers.insert(producer) }
        return try inner.append(records, origin: origin, leaderEpoch: leaderEpoch)
    }
}
