// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Knows a producer by the epoch it first had, and by no other.
final class FirstEpochLog: PassingLog {
    private var epochs: [Int64: Int16] = [:]

    override func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        let batch = BatchBytes(records)
        let producer = batch?.number(Int64.self, at: BatchLayout.producerId) ?? -1
        let epoch = batch?.number(Int16.self, at: BatchLayout.producerEpoch) ?? -1
        if producer >= 0 {
            let first = epochs[producer, default: epoch]
            guard first == epoch else {
                throw .invalidProducerEpoch(producerId: producer, current: first, found: epoch)
            }
            epochs[producer] = first
        }
        return try inner.append(records, origin: origin, leaderEpoch: leaderEpoch)
    }
}
