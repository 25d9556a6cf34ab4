// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records
import ReferenceLog

/// A small log directory with every kind of file, to be copied and damaged.
struct HostileTemplate {
    static let directory = "/logs"
    static let topics = ["codecs", "epochs", "transactions", "started", "emptied"]

    let disk: MemoryDisk
    /// The files of each partition, and those of the directory itself under "".
    let files: [String: [String]]
    /// Where each log ends.
    let ends: [TopicPartition: Int64]
    let clock: ManualClock

    /// A directory after a clean stop, or as a killed process leaves it.
    init(isClean: Bool) throws {
        clock = ManualClock()
        disk = MemoryDisk()
        let engine = try Self.open(disk, clock)
        for topic in Self.topics {
            let log = try engine.create(
                TopicPartition(topic: topic, partition: 0),
                topicId: Uuid(high: 0x1122_3344_5566_7788, low: UInt64(topic.utf8.count)),
                config: Self.config)
            try Self.fill(log, topic)
        }
        clock.advance(by: 600_000)
        _ = try engine.tick()
        ends = engine.logs.mapValues(\.logEndOffset)
        if isClean { try engine.close() }
        files = Dictionary(grouping: disk.paths) { path in
            let parts = path.split(separator: "/")
            return parts.count > 2 ? String(parts[1]) : ""
        }
    }

    static let config: LogConfig = {
        var config = LogConfig()
        config.segmentBytes = 900
        config.indexIntervalBytes = 100
        config.segmentIndexBytes = 4096
        config.decompressedBytesMax = 1 << 20
        config.retentionMillis = -1
        return config
    }()

    static func open(_ disk: MemoryDisk, _ clock: ManualClock) throws(StorageError)
        -> ReferenceLogEngine
    {
        var options = EngineOptions(clusterId: "cluster", nodeId: 1)
        options.config = config
        return try ReferenceLogEngine(
            directory: directory, options: options, disk: disk, clock: clock,
            random: CountingSource())
    }

    private static func fill(_ log: any PartitionLog, _ topic: String) throws {
        var writer = BatchSequence(log)
        switch topic {
        case "codecs":
            for codec in CompressionCodec.allCases + CompressionCodec.allCases {
                try writer.append(codec: codec, records: 4)
            }
        case "epochs":
            for epoch in 0..<12 { try writer.append(epoch: Int32(epoch / 3)) }
        case "transactions":
            for round in 0..<6 {
                try writer.append(producer: 70)
                try writer.append(producer: 71, transactional: true)
                if round < 5 { try writer.end(producer: 71, round % 2 == 0 ? .abort : .commit) }
            }
        case "started":
            for _ in 0..<12 { try writer.append() }
            _ = try log.deleteRecords(before: 13)
        default:
            for _ in 0..<6 { try writer.append() }
            _ = try log.deleteRecords(before: -1)
        }
    }
}
