// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// The topics of this broker: which are there, durably, and their open logs.
///
/// The metadata document is written before logs are made and before they are removed, so that a
/// crash in between leaves a topic whose missing logs are made at the next start, or logs that no
/// topic owns; those are replaced when their name is used again.
final class TopicRegistry {
    let metadata: DurableMetadata
    private let engine: any LogEngine
    /// Defaults of what topics do not set; changes reach every log.
    var config: BrokerConfig {
        didSet {
            for topic in byName.values { configure(topic) }
        }
    }
    private var byName: [String: Topic] = [:]
    private var byId: [Uuid: Topic] = [:]
    /// Topic names by what they would collide with.
    private var byCollisionKey: [String: String] = [:]

    init(
        metadata: DurableMetadata, engine: any LogEngine, config: BrokerConfig
    ) throws(MetadataError) {
        self.metadata = metadata
        self.engine = engine
        self.config = config
        do {
            let records =
                metadata.image.isNew
                ? Self.records(of: engine.logs) : Array(metadata.image.topics.values)
            try metadata.update { image in
                if image.isNew && !records.isEmpty {
                    image.nextProducerId = Self.firstProducerIdBesideOthers
                }
                image.topics = [:]
                for var record in records {
                    record.leaderEpoch += 1
                    image.topics[record.name] = record
                }
            }
            for record in metadata.image.topics.values.sorted(by: { $0.name < $1.name }) {
                insert(Topic(record, partitions: try openLogs(of: record, from: 0)))
            }
        } catch {
            throw .storage(error)
        }
    }

    subscript(reference: TopicReference) -> Topic? {
        switch reference {
        // Partition by partition a long name would be looked into again and again.
        case .name(let name): name.utf8.count > TopicName.bytesMax ? nil : byName[name]
        case .id(let id): byId[id]
        }
    }

    /// In the order of their names.
    var all: [Topic] { byName.values.sorted { $0.name < $1.name } }

    /// The topic whose name differs from `name` in '.' and '_' only.
    func collision(with name: String) -> String? { byCollisionKey[TopicName.collisionKey(name)] }

    /// Makes a topic whose name, count and configs were checked; nothing of it stays on failure.
    func create(_ record: TopicRecord) throws(StorageError) -> Topic {
        try metadata.update { $0.topics[record.name] = record }
        do {
            try makeWay(for: record, from: 0)
            let topic = Topic(record, partitions: try openLogs(of: record, from: 0))
            insert(topic)
            return topic
        } catch {
            try? metadata.update { $0.topics[record.name] = nil }
            removeLogs(of: record, from: 0)
            throw error
        }
    }

    /// Removes a topic and its logs.
    func delete(_ topic: Topic) throws(StorageError) {
        try metadata.update { $0.topics[topic.name] = nil }
        byName[topic.name] = nil
        byId[topic.id] = nil
        byCollisionKey[TopicName.collisionKey(topic.name)] = nil
        removeLogs(of: topic.record, from: 0)
    }

    /// Gives a topic more partitions; none of them stay on failure.
    func grow(_ topic: Topic, to count: Int32) throws(StorageError) {
        let old = topic.record
        var record = old
        record.partitionCount = count
        try metadata.update { $0.topics[record.name] = record }
        do {
            try makeWay(for: record, from: old.partitionCount)
            topic.change(
                to: record, adding: try openLogs(of: record, from: old.partitionCount))
        } catch {
            try? metadata.update { $0.topics[record.name] = old }
            removeLogs(of: record, from: old.partitionCount)
            throw error
        }
    }

    /// Replaces the configs of a topic, which were checked; its logs obey them from now on.
    func alter(_ topic: Topic, configs: [String: String]) throws(StorageError) {
        guard configs != topic.record.configs else { return }
        var record = topic.record
        record.configs = configs
        try metadata.update { $0.topics[record.name] = record }
        topic.change(to: record)
        configure(topic)
    }

    private func configure(_ topic: Topic) {
        let logConfig = config.logConfig(topic.record.configs)
        for partition in topic.partitions where partition.log.config != logConfig {
            partition.log.config = logConfig
        }
    }

    private func insert(_ topic: Topic) {
        byName[topic.name] = topic
        byId[topic.id] = topic
        byCollisionKey[TopicName.collisionKey(topic.name)] = topic.name
    }

    /// Files that were there before their partition was are another's, known or not.
    private func makeWay(
        for record: TopicRecord, from first: Int32
    ) throws(StorageError) {
        for index in first..<record.partitionCount {
            try engine.makeWay(for: TopicPartition(topic: record.name, partition: index))
        }
    }

    private func openLogs(
        of record: TopicRecord, from first: Int32
    ) throws(StorageError) -> [Partition] {
        let logConfig = config.logConfig(record.configs)
        let existing = engine.logs
        var partitions: [Partition] = []
        partitions.reserveCapacity(Int(record.partitionCount - first))
        for index in first..<record.partitionCount {
            let id = TopicPartition(topic: record.name, partition: index)
            let log = try openLog(
                id, found: existing[id], topicId: record.id, config: logConfig)
            partitions.append(Partition(id, log: log, leaderEpoch: record.leaderEpoch))
        }
        return partitions
    }

    private func openLog(
        _ id: TopicPartition, found: (any PartitionLog)?, topicId: Uuid, config: LogConfig
    ) throws(StorageError) -> any PartitionLog {
        if let found {
            if found.topicId == topicId {
                found.config = config
                return found
            }
            try engine.delete(id)
        }
        return try engine.create(id, topicId: topicId, config: config)
    }

    /// What cannot be removed now belongs to no topic, and goes when its name is used again.
    private func removeLogs(of record: TopicRecord, from first: Int32) {
        let existing = engine.logs
        for index in first..<record.partitionCount {
            let id = TopicPartition(topic: record.name, partition: index)
            if existing[id]?.topicId == record.id { try? engine.delete(id) }
        }
    }

    /// The broker that wrote adopted logs gave away producer ids of its own, counting up from 0.
    private static let firstProducerIdBesideOthers: Int64 = 1 << 32

    /// The topics that logs without metadata belong to: those of a directory that another broker
    /// wrote.
    ///
    /// Its own metadata log is not a topic.
    private static func records(of logs: [TopicPartition: any PartitionLog]) -> [TopicRecord] {
        var records: [TopicRecord] = []
        for id in logs.keys.sorted() where id.partition == 0 && id.topic != "__cluster_metadata" {
            guard let first = logs[id] else { continue }
            var count: Int32 = 1
            while logs[TopicPartition(topic: id.topic, partition: count)]?.topicId == first.topicId
            {
                count += 1
            }
            records.append(
                TopicRecord(
                    name: id.topic, id: first.topicId, partitionCount: count,
                    leaderEpoch: first.leaderEpoch(of: first.logEndOffset - 1), configs: [:]))
        }
        return records
    }
}
