// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Brings the records of a deleted log back when one of its name is created.
final class ResurrectingEngine: PassingEngine {
    private var graves: [TopicPartition: ByteSlice] = [:]

    override func create(
        _ partition: TopicPartition, topicId: Uuid, config: LogConfig
    ) throws(StorageError) -> any PartitionLog {
        let log = try super.create(partition, topicId: topicId, config: config)
        guard let bytes = graves.removeValue(forKey: partition) else { return log }
        var set = RecordSet(bytes)
        while let batch = try? set.next() {
            _ = try? log.append(batch.bytes, origin: .client, leaderEpoch: 0)
        }
        log.advanceHighWatermark(to: log.logEndOffset)
        return log
    }

    override func delete(_ partition: TopicPartition) throws(StorageError) {
        if let log = logs[partition],
            let region = try? log.read(
                from: log.logStartOffset, bytesMax: 1 << 20, wholeFirstBatch: true, bound: .logEnd
            ).region
        {
            graves[partition] = try? region.bytes()
        }
        try super.delete(partition)
    }
}
