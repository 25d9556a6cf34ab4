// SPDX-License-Identifier: Apache-2.0

import LogContract

extension ConfigTable {
    /// The broker properties this broker obeys or passes on to its topics, with Kafka's names and
    /// defaults.
    ///
    /// Properties that would change nothing are here when a `server.properties` is likely to have
    /// them, and say so.
    package static let broker = ConfigTable(
        "broker property",
        node + serving + housekeeping + topicDefaults + topicDefaultsInOtherUnits + inertProperties
    )

    private static let node: [ConfigDefinition] = [
        ConfigDefinition(
            "node.id", .int, "1", rule: .atLeast(0), "Number of this broker in its cluster."),
        ConfigDefinition(
            "advertised.listeners", .list, nil,
            "Address that clients are told to connect to; by default where it listens."),
        // Not of Kafka, whose writes are always done in the page cache.
        ConfigDefinition(
            "durability", .string, Durability.pageCache.rawValue,
            rule: .words(Durability.allCases.map(\.rawValue)), isHidden: true,
            "When a write counts as done, and is answered and shown."),
        // Nor this: Kafka gives out what it stored, whatever became of it.
        ConfigDefinition(
            "check.crcs", .boolean, "false", isHidden: true,
            "Whether the checksum of each batch is computed again before it is given out."),
    ]

    private static let serving: [ConfigDefinition] = [
        ConfigDefinition(
            "auto.create.topics.enable", .boolean, "true",
            "Whether a topic is created when a client first asks for it."),
        ConfigDefinition(
            "delete.topic.enable", .boolean, "true", "Whether clients may delete topics."),
        ConfigDefinition(
            "num.partitions", .int, "1", rule: .atLeast(1),
            "Partitions of a topic whose creator did not say."),
        ConfigDefinition(
            "default.replication.factor", .int, "1", rule: .atLeast(1),
            "Replicas of a topic whose creator did not say."),
        ConfigDefinition(
            "socket.request.max.bytes", .int, "104857600", rule: .atLeast(1),
            "Largest request; a larger one closes the connection."),
        ConfigDefinition(
            "fetch.max.bytes", .int, "57671680", rule: .atLeast(1024),
            "Most bytes of records in one answer to Fetch."),
        ConfigDefinition(
            "max.incremental.fetch.session.cache.slots", .int, "1000", rule: .atLeast(0),
            "Fetch sessions kept (KIP-227)."),
        ConfigDefinition(
            "connections.max.idle.ms", .long, "600000",
            "Time after which a silent connection is closed; negative for never."),
        ConfigDefinition(
            "max.connections", .int, "2147483647", rule: .atLeast(0), isDynamic: true,
            "Most connections at a time; later ones are closed at once."),
        ConfigDefinition(
            "transaction.max.timeout.ms", .int, "900000", rule: .atLeast(1),
            "Longest transaction timeout a producer may ask for."),
    ]

    private static let housekeeping: [ConfigDefinition] = [
        ConfigDefinition(
            "log.retention.check.interval.ms", .long, "300000", rule: .atLeast(1),
            "Time between two looks for segments to delete."),
        ConfigDefinition(
            "log.flush.offset.checkpoint.interval.ms", .int, "60000", rule: .atLeast(1),
            "Time between two notes of what of each log is on disk."),
        ConfigDefinition(
            "log.flush.start.offset.checkpoint.interval.ms", .int, "60000", rule: .atLeast(1),
            "Time between two notes of where logs begin whose records were deleted."),
        ConfigDefinition(
            "log.initial.task.delay.ms", .long, "30000", rule: .atLeast(0),
            "Time from the start to the first look for segments to delete and the first notes."),
        ConfigDefinition(
            "log.cleaner.enable", .boolean, "true", "Whether compacted topics are compacted."),
        ConfigDefinition(
            "replica.high.watermark.checkpoint.interval.ms", .long, "5000", rule: .atLeast(1),
            "Time between two notes of the high watermarks."),
        ConfigDefinition(
            "log.cleaner.backoff.ms", .long, "15000", rule: .atLeast(0), isDynamic: true,
            "Time to wait after there was nothing to compact."),
        ConfigDefinition(
            "log.cleaner.dedupe.buffer.size", .long, "134217728", rule: .atLeast(1024),
            isDynamic: true,
            "Memory for the keys of one round of compaction."),
        ConfigDefinition(
            "log.cleaner.io.buffer.load.factor", .double, "0.9", rule: .fraction, isDynamic: true,
            "Share of that memory which may be in use."),
        ConfigDefinition(
            "producer.id.expiration.ms", .int, "86400000", rule: .atLeast(1), isDynamic: true,
            "Silence after which a partition forgets a producer's sequence."),
        ConfigDefinition(
            "producer.id.expiration.check.interval.ms", .int, "600000", rule: .atLeast(1),
            "Time between two looks for producers to forget."),
    ]

    /// One for every topic config that has a broker property, with its type, default and rule.
    private static let topicDefaults: [ConfigDefinition] = topic.definitions.compactMap { topic in
        topic.brokerProperty.map { property in
            let isOptional = optionalProperties.contains(property)
            return ConfigDefinition(
                property, topic.type, isOptional ? nil : topic.defaultValue, rule: topic.rule,
                isDynamic: true, "Default of \(topic.name). \(topic.documentation)")
        }
    }

    /// Unset by default, because a property of another unit stands in.
    private static let optionalProperties: Set = [
        "log.retention.ms", "log.roll.ms", "log.roll.jitter.ms", "log.flush.interval.ms",
    ]

    private static let topicDefaultsInOtherUnits: [ConfigDefinition] = [
        ConfigDefinition(
            "log.retention.minutes", .int, nil,
            "Default of retention.ms in minutes, unless log.retention.ms is set."),
        ConfigDefinition(
            "log.retention.hours", .int, "168",
            "Default of retention.ms in hours, unless set in a smaller unit."),
        ConfigDefinition(
            "log.roll.hours", .int, "168", rule: .atLeast(1),
            "Default of segment.ms in hours, unless log.roll.ms is set."),
    ]
}
