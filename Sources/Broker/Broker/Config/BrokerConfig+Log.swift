// SPDX-License-Identifier: Apache-2.0

import LogContract

extension BrokerConfig {
    /// What a log of a topic with these overrides obeys; the overrides were checked.
    func logConfig(_ overrides: [String: String]) -> LogConfig {
        let values = TopicValues(config: self, overrides: overrides)
        var log = LogConfig()
        log.segmentBytes = Int(
            values.optionalNumber("internal.segment.bytes") ?? values.number("segment.bytes"))
        log.segmentMillis = values.number("segment.ms")
        log.segmentIndexBytes = Int(values.number("segment.index.bytes"))
        log.indexIntervalBytes = Int(values.number("index.interval.bytes"))
        log.messageBytesMax = Int(values.number("max.message.bytes"))
        log.decompressedBytesMax = Int(values.number("max.decompressed.message.bytes"))
        log.cleanupPolicy = values.cleanupPolicy
        log.retentionMillis = values.number("retention.ms")
        log.retentionBytes = values.number("retention.bytes")
        log.timestampType =
            values.text("message.timestamp.type") == "LogAppendTime" ? .logAppendTime : .createTime
        log.timestampBeforeMillisMax = values.number("message.timestamp.before.max.ms")
        log.timestampAfterMillisMax = values.number("message.timestamp.after.max.ms")
        log.fileDeleteDelayMillis = values.number("file.delete.delay.ms")
        log.preallocate = ConfigText.bool(values.text("preallocate")) ?? false
        log.segmentJitterMillis = values.number("segment.jitter.ms")
        log.flushMessages = values.number("flush.messages")
        log.flushMillis = values.number("flush.ms")
        log.deleteRetentionMillis = values.number("delete.retention.ms")
        log.minCompactionLagMillis = values.number("min.compaction.lag.ms")
        log.maxCompactionLagMillis = values.number("max.compaction.lag.ms")
        log.minCleanableDirtyRatio =
            Double(values.text("min.cleanable.dirty.ratio")) ?? log.minCleanableDirtyRatio
        log.minInsyncReplicas = Int32(clamping: values.number("min.insync.replicas"))
        log.uncleanLeaderElectionEnabled =
            ConfigText.bool(values.text("unclean.leader.election.enable")) ?? false
        setCompression(of: &log, values)
        return log
    }

    /// Ages below which and above which a record of such a topic is not, or must be, compacted.
    func compactionLags(_ overrides: [String: String]) -> (minMillis: Int64, maxMillis: Int64) {
        let values = TopicValues(config: self, overrides: overrides)
        return (values.number("min.compaction.lag.ms"), values.number("max.compaction.lag.ms"))
    }

    private func setCompression(of log: inout LogConfig, _ values: TopicValues) {
        let gzipLevel = values.number("compression.gzip.level")
        log.gzipLevel = gzipLevel < 0 ? nil : Int32(clamping: gzipLevel)
        log.lz4Level = Int32(clamping: values.number("compression.lz4.level"))
        log.zstdLevel = Int32(clamping: values.number("compression.zstd.level"))
        log.compression =
            switch values.text("compression.type") {
            case "uncompressed": 0
            case "gzip": 1
            case "snappy": 2
            case "lz4": 3
            case "zstd": 4
            default: nil
            }
    }
}

private struct TopicValues {
    let config: BrokerConfig
    let overrides: [String: String]

    func text(_ name: String) -> String { optionalText(name) ?? "" }
    func number(_ name: String) -> Int64 { optionalNumber(name) ?? 0 }
    func optionalNumber(_ name: String) -> Int64? { optionalText(name).flatMap { Int64($0) } }

    private func optionalText(_ name: String) -> String? {
        guard let definition = ConfigTable.topic[name] else { return nil }
        return config.topicValue(definition, overrides).value.map(ConfigText.trim)
    }

    var cleanupPolicy: LogConfig.CleanupPolicy {
        let words = ConfigText.list(text("cleanup.policy"))
        var policy: LogConfig.CleanupPolicy = []
        if words.contains("delete") { policy.insert(.delete) }
        if words.contains("compact") { policy.insert(.compact) }
        return policy
    }
}
