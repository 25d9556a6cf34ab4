// SPDX-License-Identifier: Apache-2.0

extension ConfigTable {
    /// The topic configs of Apache Kafka 4.4.0, as a live one describes them.
    ///
    /// Those for tiered storage, replication and deliberate flushing are kept and described, and
    /// change nothing.
    package static let topic = ConfigTable("topic config", retention + segments + messages + inert)

    private static let maxLong = String(Int64.max)

    private static let retention: [ConfigDefinition] = [
        ConfigDefinition(
            "cleanup.policy", .list, "delete", rule: .words(["compact", "delete"]),
            broker: "log.cleanup.policy",
            "Whether old segments are deleted, compacted by key, or both."),
        ConfigDefinition(
            "retention.ms", .long, "604800000", rule: .atLeast(-1), broker: "log.retention.ms",
            "How long records are kept before their segment may be deleted; -1 for ever."),
        ConfigDefinition(
            "retention.bytes", .long, "-1", broker: "log.retention.bytes",
            "Size of a partition above which its oldest segments are deleted; -1 for no limit."),
        ConfigDefinition(
            "delete.retention.ms", .long, "86400000", rule: .atLeast(0),
            broker: "log.cleaner.delete.retention.ms",
            "How long tombstones stay readable after compaction."),
        ConfigDefinition(
            "file.delete.delay.ms", .long, "60000", rule: .atLeast(0),
            broker: "log.segment.delete.delay.ms",
            "How long a deleted segment's files stay on disk."),
        ConfigDefinition(
            "min.cleanable.dirty.ratio", .double, "0.5", rule: .fraction,
            broker: "log.cleaner.min.cleanable.ratio",
            "Share of uncompacted bytes from which a log is compacted."),
        ConfigDefinition(
            "min.compaction.lag.ms", .long, "0", rule: .atLeast(0),
            broker: "log.cleaner.min.compaction.lag.ms",
            "Age below which a record is not compacted."),
        ConfigDefinition(
            "max.compaction.lag.ms", .long, maxLong, rule: .atLeast(1),
            broker: "log.cleaner.max.compaction.lag.ms",
            "Age above which a record must be compacted."),
    ]

    private static let segments: [ConfigDefinition] = [
        ConfigDefinition(
            "segment.bytes", .int, "1073741824", rule: .atLeast(1 << 20),
            broker: "log.segment.bytes",
            "Size at which a segment is closed and the next one begun."),
        ConfigDefinition(
            "internal.segment.bytes", .int, nil, rule: .atLeast(14), isHidden: true,
            "In place of segment.bytes, and allowed to be small: for tests."),
        ConfigDefinition(
            "segment.ms", .long, "604800000", rule: .atLeast(1), broker: "log.roll.ms",
            "Age at which a segment is closed and the next one begun."),
        ConfigDefinition(
            "segment.jitter.ms", .long, "0", rule: .atLeast(0), broker: "log.roll.jitter.ms",
            "Largest random time taken off segment.ms."),
        ConfigDefinition(
            "segment.index.bytes", .int, "10485760", rule: .atLeast(4),
            broker: "log.index.size.max.bytes", "Largest size of an index file."),
        ConfigDefinition(
            "index.interval.bytes", .int, "4096", rule: .atLeast(0),
            broker: "log.index.interval.bytes",
            "Bytes of log between two entries of the offset index."),
        ConfigDefinition(
            "preallocate", .boolean, "false", broker: "log.preallocate",
            "Whether the file of a new segment gets its full size at once."),
    ]

    private static let messages: [ConfigDefinition] = [
        ConfigDefinition(
            "max.message.bytes", .int, "1048588", rule: .atLeast(0), broker: "message.max.bytes",
            "Largest record batch accepted, as sent: compressed, header included."),
        ConfigDefinition(
            "max.decompressed.message.bytes", .int, "134217728", rule: .atLeast(1),
            broker: "max.decompressed.message.bytes",
            "What the records of one batch may take when decompressed."),
        ConfigDefinition(
            "message.timestamp.type", .string, "CreateTime",
            rule: .words(["CreateTime", "LogAppendTime"]), broker: "log.message.timestamp.type",
            "Whose clock gives a record its timestamp: the producer's or the broker's."),
        ConfigDefinition(
            "message.timestamp.before.max.ms", .long, maxLong, rule: .atLeast(0),
            broker: "log.message.timestamp.before.max.ms",
            "How far in the past a producer's timestamp may be."),
        ConfigDefinition(
            "message.timestamp.after.max.ms", .long, "3600000", rule: .atLeast(0),
            broker: "log.message.timestamp.after.max.ms",
            "How far in the future a producer's timestamp may be."),
        ConfigDefinition(
            "compression.type", .string, "producer",
            rule: .words(["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"]),
            broker: "compression.type",
            "Codec of stored batches; 'producer' keeps what each producer chose."),
        ConfigDefinition(
            "compression.gzip.level", .int, "-1", rule: .level(1...9, default: -1),
            broker: "compression.gzip.level", "Level for compression.type gzip."),
        ConfigDefinition(
            "compression.lz4.level", .int, "9", rule: .between(1, 17),
            broker: "compression.lz4.level", "Level for compression.type lz4."),
        ConfigDefinition(
            "compression.zstd.level", .int, "3", rule: .between(-131_072, 22),
            broker: "compression.zstd.level", "Level for compression.type zstd."),
    ]

    private static let inert: [ConfigDefinition] = [
        ConfigDefinition(
            "min.insync.replicas", .int, "1", rule: .atLeast(1), broker: "min.insync.replicas",
            "Replicas that must have a write before acks=all is answered; a lone replica counts."),
        ConfigDefinition(
            "unclean.leader.election.enable", .boolean, "false",
            broker: "unclean.leader.election.enable",
            "Whether a replica that is behind may lead as a last resort."),
        ConfigDefinition(
            "flush.messages", .long, maxLong, rule: .atLeast(1),
            broker: "log.flush.interval.messages",
            "Records after which a log is forced to disk."),
        ConfigDefinition(
            "flush.ms", .long, maxLong, rule: .atLeast(0), broker: "log.flush.interval.ms",
            "Time after which a log is forced to disk."),
        ConfigDefinition(
            "leader.replication.throttled.replicas", .list, "", rule: .replicas,
            "Replicas whose reading is throttled on the leader."),
        ConfigDefinition(
            "follower.replication.throttled.replicas", .list, "", rule: .replicas,
            "Replicas whose copying is throttled on the follower."),
        ConfigDefinition(
            "errors.deadletterqueue.group.enable", .boolean, "false",
            "Whether share groups may use this topic for undeliverable records."),
        ConfigDefinition(
            "local.retention.ms", .long, "-2", rule: .atLeast(-2), broker: "log.local.retention.ms",
            "Time that tiered segments stay on local disk too."),
        ConfigDefinition(
            "local.retention.bytes", .long, "-2", rule: .atLeast(-2),
            broker: "log.local.retention.bytes",
            "Bytes of tiered segments that stay on local disk too."),
        ConfigDefinition(
            "remote.copy.lag.bytes", .long, "-1", rule: .atLeast(-1),
            broker: "log.remote.copy.lag.bytes",
            "Bytes behind the log's end at which segments are copied to remote storage."),
        ConfigDefinition(
            "remote.copy.lag.ms", .long, "0", rule: .atLeast(-1), broker: "log.remote.copy.lag.ms",
            "Age at which segments are copied to remote storage."),
        ConfigDefinition(
            "remote.storage.enable", .boolean, "false", "Whether segments are tiered."),
        ConfigDefinition(
            "remote.log.copy.disable", .boolean, "false",
            "Whether tiered data becomes read-only."),
        ConfigDefinition(
            "remote.log.delete.on.disable", .boolean, "false",
            "Whether tiered data is deleted when tiering is turned off."),
    ]
}
