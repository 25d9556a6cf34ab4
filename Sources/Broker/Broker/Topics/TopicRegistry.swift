// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// The topics of this broker: which are there, durably, and their open logs.
///
/// The metadata document is written before logs are made and before they are removed, so that a
/// crash in between leaves a topic whose missing logs are made at the next start, or logs that no
/// topic owns; those are set aside at the next start.
final class TopicRegistry {
    let metadata: DurableMetadata
    private let engine: any LogEngine
    /// Defaults of what topics do not set; changes reach every log.
    var config: BrokerConfig {
        didSet {
            plainLogConfig = config.logConfig([:])
            for topic in byName.values { configure(topic) }
        }
    }
    /// What logs obey of topics that set nothing, which are most.
    private var plainLogConfig: LogConfig
    private var byName: [String: Topic] = [:]
    private var byId: [Uuid: Topic] = [:]
    /// Topic names by what they would collide with; several where one request made them.
    private var byCollisionKey: [String: Set<String>] = [:]

    init(
        metadata: DurableMetadata, engine: any LogEngine, config: BrokerConfig
    ) throws(MetadataError) {
        self.metadata = metadata
        self.engine = engine
        self.config = config
        plainLogConfig = config.logConfig([:])
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
                    record.leaderEpoch = nextEpoch(of: record)
                    image.topics[record.name] = record
                }
            }
            let known = metadata.image.topics
            _ = try engine.setAsideStrays { id, topicId in
                guard let record = known[id.topic], id.partition < record.partitionCount else {
                    return false
                }
                // Files that do not say whose they are may be the log's.
                return (topicId ?? record.id) == record.id
            }
            for record in metadata.image.topics.values.sorted(by: { $0.name < $1.name }) {
                insert(Topic(record, partitions: try openLogs(of: record, from: 0)))
            }
        } catch {
            throw .storage(error)
        }
    }

    /// The epoch of a new leader of all partitions of a topic.
    ///
    /// It is above whatever any of their logs has seen of leaders, who may not have been this
    /// broker. There is none above the largest; that one goes on.
    private func nextEpoch(of record: TopicRecord) -> Int32 {
        var latest = record.leaderEpoch
        for index in 0..<record.partitionCount {
            let id = TopicPartition(topic: record.name, partition: index)
            if let log = engine.log(of: id), log.topicId == record.id {
                latest = max(latest, log.latestLeaderEpoch)
            }
        }
        return min(latest, .max - 1) + 1
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

    /// A topic whose name differs from `name` in '.' and '_' only.
    func collision(with name: String) -> String? {
        byCollisionKey[TopicName.collisionKey(name)]?.min()
    }

    /// Makes topics whose names, counts and configs were checked; returns by name why some could not
    /// be made, of which nothing stays.
    func create(_ records: [TopicRecord]) -> [String: StorageError] {
        grow(records.map { (nil, $0) }) { insert(Topic($0, partitions: $1)) }
    }

    /// Gives topics more partitions; returns by name why some got none.
    func grow(_ counts: [(topic: Topic, count: Int32)]) -> [String: StorageError] {
        let growths = counts.map { topic, count in
            var record = topic.record
            record.partitionCount = count
            return (old: Optional(topic.record), new: record)
        }
        return grow(growths) { byName[$0.name]?.change(to: $0, adding: $1) }
    }

    /// Stores new records, all with one change of the metadata, and opens the logs that each has more
    /// than the old one; what fails is undone.
    private func grow(
        _ growths: [(old: TopicRecord?, new: TopicRecord)],
        _ take: (TopicRecord, [Partition]) -> Void
    ) -> [String: StorageError] {
        if growths.isEmpty { return [:] }
        var failures: [String: StorageError] = [:]
        do {
            try metadata.update { image in
                for (_, new) in growths { image.topics[new.name] = new }
            }
        } catch {
            for (_, new) in growths { failures[new.name] = error }
            return failures
        }
        for (old, new) in growths {
            do {
                let first = old?.partitionCount ?? 0
                try makeWay(for: new, from: first)
                take(new, try openLogs(of: new, from: first))
            } catch {
                failures[new.name] = error
            }
        }
        let failed = growths.filter { failures[$0.new.name] != nil }
        if failed.isEmpty { return [:] }
        try? metadata.update { image in
            for (old, new) in failed { image.topics[new.name] = old }
        }
        for (old, new) in failed { removeLogs(of: new, from: old?.partitionCount ?? 0) }
        return failures
    }

    /// Removes topics and their logs, all or, when that cannot be stored, none.
    func delete(_ topics: [Topic]) throws(StorageError) {
        if topics.isEmpty { return }
        try metadata.update { image in
            for topic in topics { image.topics[topic.name] = nil }
        }
        for topic in topics {
            byName[topic.name] = nil
            byId[topic.id] = nil
            forgetCollisions(with: topic.name)
            removeLogs(of: topic.record, from: 0)
        }
    }

    /// Stores what changes of configs, which were checked, all or nothing; logs obey those of their
    /// topics from now on.
    func alter(_ alteration: ConfigAlteration) throws(StorageError) {
        try metadata.update { image in
            image.dynamicConfigs = alteration.dynamic
            for (topic, configs) in alteration.topics {
                image.topics[topic.name]?.configs = configs
            }
        }
        for (topic, configs) in alteration.topics {
            var record = topic.record
            record.configs = configs
            topic.change(to: record)
            configure(topic)
        }
    }

    private func logConfig(of record: TopicRecord) -> LogConfig {
        record.configs.isEmpty ? plainLogConfig : config.logConfig(record.configs)
    }

    private func configure(_ topic: Topic) {
        let logConfig = logConfig(of: topic.record)
        for partition in topic.partitions where partition.log.config != logConfig {
            partition.log.config = logConfig
        }
    }

    private func insert(_ topic: Topic) {
        byName[topic.name] = topic
        byId[topic.id] = topic
        byCollisionKey[TopicName.collisionKey(topic.name), default: []].insert(topic.name)
    }

    private func forgetCollisions(with name: String) {
        let key = TopicName.collisionKey(name)
        byCollisionKey[key]?.remove(name)
        if byCollisionKey[key]?.isEmpty == true { byCollisionKey[key] = nil }
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
        let logConfig = logConfig(of: record)
        var partitions: [Partition] = []
        partitions.reserveCapacity(Int(record.partitionCount - first))
        for index in first..<record.partitionCount {
            let id = TopicPartition(topic: record.name, partition: index)
            let log = try openLog(
                id, found: engine.log(of: id), topicId: record.id, config: logConfig)
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

    /// What cannot be removed now belongs to no topic: it goes when its name is used again, or is
    /// set aside at the next start.
    private func removeLogs(of record: TopicRecord, from first: Int32) {
        for index in first..<record.partitionCount {
            let id = TopicPartition(topic: record.name, partition: index)
            if engine.log(of: id)?.topicId == record.id { try? engine.delete(id) }
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
                    leaderEpoch: -1, configs: [:]))
        }
        return records
    }
}
