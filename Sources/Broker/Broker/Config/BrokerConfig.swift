// SPDX-License-Identifier: Apache-2.0

package import LogContract

/// The broker properties in force: what was set, over Kafka's defaults.
package struct BrokerConfig: Sendable {
    /// What was set, by property name.
    package let properties: [String: String]
    /// What was set while running, over it.
    var dynamic = DynamicConfigs()

    package let nodeId: Int32
    /// The first of `advertised.listeners`.
    package let advertisedListener: AdvertisedListener?
    package let requestBytesMax: Int
    /// Nil: connections may be silent for ever.
    package let idleMillisMax: Int64?
    /// Milliseconds between two looks for what to delete, two checkpoints of logs, two checkpoints
    /// of high watermarks.
    package let retentionCheckMillis: Int64
    package let checkpointMillis: Int64
    package let highWatermarkCheckpointMillis: Int64
    /// The same for checkpoints of where logs begin.
    package let startCheckpointMillis: Int64
    /// Milliseconds from the start to the first look and the first checkpoints of logs.
    package let initialTaskMillis: Int64
    /// Milliseconds between two looks for producers to forget.
    package let producerCheckMillis: Int64
    /// Whether compacted logs are compacted.
    package let cleansLogs: Bool
    /// When a write counts as done.
    package let durability: Durability
    /// Whether batches are checked again when they are read.
    package let checksReads: Bool
    let autoCreatesTopics: Bool
    let deletesTopics: Bool
    let partitionsDefault: Int32
    let replicationFactorDefault: Int16
    let fetchBytesMax: Int
    let fetchSessionSlots: Int
    let transactionMillisMax: Int32

    /// Fails on a property that is unknown or cannot have its value.
    package init(properties: [String: String] = [:]) throws(ConfigError) {
        for (name, value) in properties.sorted(by: { $0.key < $1.key }) {
            try ConfigTable.broker.check(name, value)
        }
        self.properties = properties
        let values = Values(properties: properties)
        nodeId = Int32(clamping: values.number("node.id"))
        advertisedListener = try Self.advertisedListener(properties)
        requestBytesMax = Int(values.number("socket.request.max.bytes"))
        let idle = values.number("connections.max.idle.ms")
        idleMillisMax = idle < 0 ? nil : idle
        retentionCheckMillis = values.number("log.retention.check.interval.ms")
        startCheckpointMillis =
            values.number("log.flush.start.offset.checkpoint.interval.ms")
        initialTaskMillis = values.number("log.initial.task.delay.ms")
        producerCheckMillis = values.number("producer.id.expiration.check.interval.ms")
        cleansLogs = values.bool("log.cleaner.enable")
        checkpointMillis = values.number("log.flush.offset.checkpoint.interval.ms")
        highWatermarkCheckpointMillis =
            values.number("replica.high.watermark.checkpoint.interval.ms")
        durability = Durability(rawValue: values.text("durability")) ?? .pageCache
        checksReads = values.bool("check.crcs")
        autoCreatesTopics = values.bool("auto.create.topics.enable")
        deletesTopics = values.bool("delete.topic.enable")
        partitionsDefault = Int32(clamping: values.number("num.partitions"))
        replicationFactorDefault = Int16(clamping: values.number("default.replication.factor"))
        fetchBytesMax = Int(values.number("fetch.max.bytes"))
        fetchSessionSlots = Int(values.number("max.incremental.fetch.session.cache.slots"))
        transactionMillisMax = Int32(clamping: values.number("transaction.max.timeout.ms"))
    }

    /// Those of the properties set at the start that change nothing.
    package var inertProperties: [String] {
        properties.keys.filter { ConfigTable.broker[$0]?.isInert == true }.sorted()
    }

    private static func advertisedListener(
        _ properties: [String: String]
    ) throws(ConfigError) -> AdvertisedListener? {
        let name = "advertised.listeners"
        guard let value = properties[name],
            let first = ConfigText.list(value).first(where: { !$0.isEmpty })
        else { return nil }
        guard let listener = AdvertisedListener(first) else {
            throw ConfigError(
                name, value: value,
                problem: "must be HOST:PORT or NAME://HOST:PORT, with a port from 1 to 65535")
        }
        return listener
    }
}

/// Values that were checked when they were set, or are defaults of the table.
private struct Values {
    let properties: [String: String]

    func text(_ name: String) -> String {
        ConfigText.trim(properties[name] ?? ConfigTable.broker[name]?.defaultValue ?? "")
    }

    func number(_ name: String) -> Int64 { Int64(text(name)) ?? 0 }
    func bool(_ name: String) -> Bool { ConfigText.bool(text(name)) ?? false }
}
