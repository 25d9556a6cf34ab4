// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// The smallest engine that keeps the contract: batches in arrays, hardly any validation.
final class MemoryEngine: LogEngine {
    private(set) var memoryLogs: [TopicPartition: MemoryLog] = [:]
    /// Makes the next creation fail.
    var creationFailure: StorageError?
    /// Topics whose logs cannot be made.
    var uncreatable: Set<String> = []

    /// Whether appends are durable only once a flush was finished.
    var needsFlush = false
    private var flushesMade: UInt64 = 0
    /// Where the logs of the job under way ended when it was taken.
    private var flushedEnds: [TopicPartition: Int64] = [:]

    var failure: StorageError?

    var logs: [TopicPartition: any PartitionLog] { memoryLogs.mapValues { $0 } }

    func log(of partition: TopicPartition) -> (any PartitionLog)? { memoryLogs[partition] }

    func create(
        _ partition: TopicPartition, topicId: Uuid, config: LogConfig
    ) throws(StorageError) -> any PartitionLog {
        if let creationFailure { throw creationFailure }
        if uncreatable.contains(partition.topic) {
            throw StorageError(.noSpace, operation: "open", path: "\(partition)")
        }
        let log = MemoryLog(topicId: topicId, config: config)
        if needsFlush { log.flushedOffset = 0 }
        memoryLogs[partition] = log
        return log
    }

    func delete(_ partition: TopicPartition) throws(StorageError) {
        memoryLogs[partition] = nil
    }

    func tick() throws(StorageError) -> Int64 { .max }

    func pendingFlush() -> FlushJob? {
        let waiting = memoryLogs.filter { $0.value.durableOffset < $0.value.logEndOffset }
        guard !waiting.isEmpty else { return nil }
        flushesMade += 1
        flushedEnds = waiting.mapValues(\.logEndOffset)
        return FlushJob(number: flushesMade, partitions: waiting.keys.sorted()) {}
    }

    func finishFlush(_ job: FlushJob, error: StorageError?) {
        guard error == nil else {
            failure = error
            return
        }
        for id in job.partitions { memoryLogs[id]?.flushedOffset = flushedEnds[id] }
    }

    func close() throws(StorageError) {}
}
