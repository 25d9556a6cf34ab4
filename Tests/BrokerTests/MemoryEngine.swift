// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// The smallest engine that keeps the contract: batches in arrays, hardly any validation.
final class MemoryEngine: LogEngine {
    private(set) var memoryLogs: [TopicPartition: MemoryLog] = [:]
    /// Makes the next creation fail.
    var creationFailure: StorageError?

    var logs: [TopicPartition: any PartitionLog] { memoryLogs.mapValues { $0 } }

    func create(
        _ partition: TopicPartition, topicId: Uuid, config: LogConfig
    ) throws(StorageError) -> any PartitionLog {
        if let creationFailure { throw creationFailure }
        let log = MemoryLog(topicId: topicId, config: config)
        memoryLogs[partition] = log
        return log
    }

    func delete(_ partition: TopicPartition) throws(StorageError) {
        memoryLogs[partition] = nil
    }

    func tick() throws(StorageError) -> Int64 { .max }
    func close() throws(StorageError) {}
}
