// SPDX-License-Identifier: Apache-2.0

import Compression
import LogContract
import ReferenceLog
import WireText

// Topic configs by Kafka's names, as far as a log obeys them.

extension EngineSession {
    private typealias Setter = @Sendable (inout LogConfig, String) -> Bool

    private static func integer<Value: FixedWidthInteger & Sendable>(
        _ path: any WritableKeyPath<LogConfig, Value> & Sendable
    ) -> Setter {
        return { config, text in
            guard let value = Value(text) else { return false }
            config[keyPath: path] = value
            return true
        }
    }

    private static let setters: [String: Setter] = [
        "segment.bytes": integer(\.segmentBytes),
        "segment.ms": integer(\.segmentMillis),
        "segment.jitter.ms": integer(\.segmentJitterMillis),
        "segment.index.bytes": integer(\.segmentIndexBytes),
        "index.interval.bytes": integer(\.indexIntervalBytes),
        "max.message.bytes": integer(\.messageBytesMax),
        "retention.ms": integer(\.retentionMillis),
        "retention.bytes": integer(\.retentionBytes),
        "message.timestamp.before.max.ms": integer(\.timestampBeforeMillisMax),
        "message.timestamp.after.max.ms": integer(\.timestampAfterMillisMax),
        "file.delete.delay.ms": integer(\.fileDeleteDelayMillis),
        "flush.messages": integer(\.flushMessages),
        "flush.ms": integer(\.flushMillis),
        "delete.retention.ms": integer(\.deleteRetentionMillis),
        "min.compaction.lag.ms": integer(\.minCompactionLagMillis),
        "max.compaction.lag.ms": integer(\.maxCompactionLagMillis),
        "min.cleanable.dirty.ratio": { config, text in
            guard let value = Double(text) else { return false }
            config.minCleanableDirtyRatio = value
            return true
        },
        "preallocate": { config, text in
            config.preallocate = text == "true"
            return text == "true" || text == "false"
        },
        "message.timestamp.type": { config, text in
            config.timestampType = text == "LogAppendTime" ? .logAppendTime : .createTime
            return text == "LogAppendTime" || text == "CreateTime"
        },
        "cleanup.policy": { config, text in
            config.cleanupPolicy = []
            for word in text.split(separator: ",") {
                switch word {
                case "delete": config.cleanupPolicy.insert(.delete)
                case "compact": config.cleanupPolicy.insert(.compact)
                default: return false
                }
            }
            return true
        },
        "compression.type": { config, text in
            guard text != "producer" else {
                config.compression = nil
                return true
            }
            guard let codec = codec(text) else { return false }
            config.compression = codec.rawValue
            return true
        },
    ]

    static func codec(_ name: String) -> CompressionCodec? {
        CompressionCodec.allCases.first { "\($0)" == name || $0 == .none && name == "uncompressed" }
    }

    /// Takes the options of `create` and `config`; a few are the broker's.
    static func apply(
        _ command: ScriptCommand, to config: inout LogConfig, _ options: inout EngineOptions
    ) throws(ScriptError) {
        for (name, text) in command.options where name != "at" {
            if name == "durability", let durability = Durability(rawValue: text) {
                options.durability = durability
                continue
            }
            if let setter = setters[name] {
                guard setter(&config, text) else {
                    throw ScriptError(line: command.line, reason: "\(name)=\(text) cannot be")
                }
                continue
            }
            guard let number = Int64(text) else {
                throw ScriptError(line: command.line, reason: "\(name)=\(text) cannot be")
            }
            switch name {
            case "retention.check.ms": options.retentionCheckMillis = number
            case "checkpoint.ms":
                options.checkpointMillis = number
                options.startCheckpointMillis = number
            case "start.checkpoint.ms": options.startCheckpointMillis = number
            case "producer.check.ms": options.producerCheckMillis = number
            case "cleaner.map.bytes": options.cleanerMapBytes = Int(number)
            case "cleaner.pause.ms": options.cleanerPauseMillis = number
            case "cleaner.slice.bytes": options.cleanerSliceBytes = Int(number)
            case "producer.expiration.ms": options.producerExpirationMillis = number
            default: throw ScriptError(line: command.line, reason: "no config is called \(name)")
            }
        }
    }
}
