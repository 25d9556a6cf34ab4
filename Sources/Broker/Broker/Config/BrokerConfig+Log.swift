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
        switch values.text("compression.type") {
        case "uncompressed": log.compression = 0
        case "gzip":
            log.compression = 1
            let level = values.number("compression.gzip.level")
            log.compressionLevel = level < 0 ? nil : Int32(clamping: level)
        case "snappy": log.compression = 2
        case "lz4":
            log.compression = 3
            log.compressionLevel = Int32(clamping: values.number("compression.lz4.level"))
        case "zstd":
            log.compression = 4
            log.compressionLevel = Int32(clamping: values.number("compression.zstd.level"))
        default: log.compression = nil
        }
        return log
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
