// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Has one row of sequence numbers for each producer, whatever partition they are for.
final class SharedSequenceEngine: PassingEngine {
    /// Where each producer's sequence 0 went.
    fileprivate var beginnings: [Int64: ObjectIdentifier] = [:]

    override func create(
        _ partition: TopicPartition, topicId: Uuid, config: LogConfig
    ) throws(StorageError) -> any PartitionLog {
        SharedSequenceLog(
            try super.create(partition, topicId: topicId, config: config), engine: self)
    }
}

private final class SharedSequenceLog: PassingLog {
    private unowned let engine: SharedSequenceEngine

    init(_ inner: any PartitionLog, engine: SharedSequenceEngine) {
        self.engine = engine
        super.init(inner)
    }

    override func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        let batch = BatchBytes(records)
        let producer = batch?.number(Int64.self, at: BatchLayout.producerId) ?? -1
        if producer >= 0, batch?.number(Int32.self, at: BatchLayout.baseSequence) == 0 {
            let place = engine.beginnings[producer, default: ObjectIdentifier(self)]
            if place != ObjectIdentifier(self) {
                throw .outOfOrderSequence(producerId: producer, expected: 1, found: 0)
            }
            engine.beginnings[producer] = place
        }
        return try inner.append(records, origin: origin, leaderEpoch: leaderEpoch)
    }
}
