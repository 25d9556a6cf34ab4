// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// Passes everything on to an honest engine and wraps each of its logs.
class PassingEngine: LogEngine {
    let inner: any LogEngine
    private let wrap: @Sendable (any PartitionLog) -> any PartitionLog
    private(set) var logs: [TopicPartition: any PartitionLog]

    /// `found` wraps the logs that are on disk when the broker starts, `wrap` by default.
    init(
        _ inner: any LogEngine,
        wrap: @escaping @Sendable (any PartitionLog) -> any PartitionLog = { $0 },
        found: (@Sendable (any PartitionLog) -> any PartitionLog)? = nil
    ) {
        self.inner = inner
        self.wrap = wrap
        logs = inner.logs.mapValues(found ?? wrap)
    }

    func create(
        _ partition: TopicPartition, topicId: Uuid, config: LogConfig
    ) throws(StorageError) -> any PartitionLog {
        let log = wrap(try inner.create(partition, topicId: topicId, config: config))
        logs[partition] = log
        return log
    }

    func makeWay(for partition: TopicPartition) throws(StorageError) {
        try inner.makeWay(for: partition)
    }

    func delete(_ partition: TopicPartition) throws(StorageError) {
        try inner.delete(partition)
        logs[partition] = nil
    }

    func setAsideStrays(
        _ isKnown: (TopicPartition, Uuid?) -> Bool
    ) throws(StorageError) -> [StrayLog] {
        let strays = try inner.setAsideStrays(isKnown)
        logs = logs.filter { inner.logs[$0.key] != nil }
        return strays
    }

    var failure: StorageError? { inner.failure }

    func tick() throws(StorageError) -> Int64 { try inner.tick() }

    func pendingFlush() -> FlushJob? { inner.pendingFlush() }

    func finishFlush(_ job: FlushJob, error: StorageError?) {
        inner.finishFlush(job, error: error)
    }

    func close() throws(StorageError) { try inner.close() }
}
