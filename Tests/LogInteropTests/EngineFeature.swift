// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records

/// One thing that a log can hold, written by our engine into a topic of its own.
enum EngineFeature: String, CaseIterable {
    case codecs, nulls, idempotent, wrapping, transactional, stamped, retained, deleted, emptied
    case epochs, large, compacted

    var partition: TopicPartition { TopicPartition(topic: rawValue, partition: 0) }

    /// What the topic is told in Kafka; there nothing may vanish by age meanwhile.
    var topicConfigs: [String: String] {
        var configs = ["retention.ms": "-1", "max.message.bytes": "2000000"]
        if self == .stamped { configs["message.timestamp.type"] = "LogAppendTime" }
        // Our engine compacts; Kafka shall leave it as it is.
        if self == .compacted {
            configs["cleanup.policy"] = "compact"
            configs["min.compaction.lag.ms"] = "1000000000"
        }
        return configs
    }

    /// What our engine is told.
    var config: LogConfig {
        var config = LogConfig()
        config.segmentBytes = self == .large ? 1 << 20 : 3000
        config.indexIntervalBytes = 200
        config.retentionMillis = self == .emptied ? 1000 : -1
        if self == .retained { config.retentionBytes = 9000 }
        if self == .compacted { config.cleanupPolicy = .compact }
        if self == .stamped { config.timestampType = .logAppendTime }
        config.fileDeleteDelayMillis = 0
        return config
    }

    /// Writes it; `round` goes up with every time the same directory is written to.
    func write(to log: any PartitionLog, round: Int, epoch: Int32, now: Int64) throws {
        var writer = FeatureWriter(log, epoch: epoch, timestamp: now - 3_600_000, round: round)
        switch self {
        case .codecs:
            for index in 0..<30 {
                try writer.append(count: 1 + index % 7, codec: CompressionCodec.allCases[index % 5])
            }
        case .nulls:
            for _ in 0..<20 { try writer.append(count: 4, hasNulls: true) }
        case .idempotent:
            for index in 0..<40 { try writer.append(count: 3, producer: Int64(index % 4)) }
        case .wrapping:
            let producer = 9 + 100 * Int64(round)
            writer.begin(producer: producer, at: Int32.max - 20)
            for _ in 0..<12 { try writer.append(count: 5, producer: producer) }
        case .transactional: try writer.transactions()
        case .compacted:
            for index in 0..<60 {
                try writer.append(
                    count: 1 + index % 5, codec: CompressionCodec.allCases[index % 5],
                    producer: index % 4 == 0 ? 5 : nil, keyOffset: index % 7)
            }
        case .large:
            for index in 0..<4 { try writer.append(count: 40, codec: .none, size: 5000 * index) }
        case .deleted:
            for _ in 0..<40 { try writer.append(count: 5) }
            // Within a batch, and in the middle of a segment.
            _ = try log.deleteRecords(before: log.logEndOffset - 33)
        case .epochs:
            for index in 0..<20 {
                try writer.append(count: 2, epoch: index < 10 ? max(0, epoch - 1) : epoch)
            }
        case .stamped, .retained, .emptied:
            for _ in 0..<40 { try writer.append(count: 5) }
        }
    }

    /// Whether an account of the log, after `write`, has something to say of the feature.
    func isShown(by account: PartitionAccount) -> Bool {
        switch self {
        case .codecs, .nulls, .stamped, .large, .epochs: account.earliest == 0
        case .compacted: account.earliest == 0 && account.bytes.count < 9000
        case .idempotent: account.producers.count == 4
        case .wrapping: account.producers.contains { (0..<100).contains($0.lastSequence) }
        case .transactional:
            account.aborted.count > 3 && account.lastStable < account.latest
        case .retained, .deleted: account.earliest > 0 && account.earliest < account.latest
        case .emptied: account.earliest >= 200
        }
    }
}
