// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Stores a batch that was sent before once more, where it has forgotten the producer.
final class ForgettingLog: PassingLog {
    private let hasForgotten: @Sendable (any PartitionLog, BatchBytes, AppendResult) -> Bool

    init(
        _ inner: any PartitionLog,
        when hasForgotten: @escaping @Sendable (any PartitionLog, BatchBytes, AppendResult) -> Bool
    ) {
        self.hasForgotten = hasForgotten
        super.init(inner)
    }

    override func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        let result = try inner.append(records, origin: origin, leaderEpoch: leaderEpoch)
        guard result.isDuplicate, let batch = BatchBytes(records),
            hasForgotten(inner, batch, result)
        else { return result }
        return try inner.append(
            batch.withoutProducer.slice, origin: origin, leaderEpoch: leaderEpoch)
    }
}

extension BatchBytes {
    /// The batch as one without a producer id would have sent it.
    var withoutProducer: BatchBytes {
        sealed {
            $0.put(-1 as Int64, at: BatchLayout.producerId)
            $0.put(-1 as Int16, at: BatchLayout.producerEpoch)
            $0.put(-1 as Int32, at: BatchLayout.baseSequence)
        }
    }
}
