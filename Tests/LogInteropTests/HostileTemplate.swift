// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records
import ReferenceLog

/// A small log directory with every kind of file, to be copied and damaged.
struct HostileTemplate {
    static let directory = "/logs"
    static let topics = ["codecs", "epochs", "transactions", "started", "emptied", "compacted"]

    let disk: MemoryDisk
    let clusterId: String
    /// The files of each partition, and those of the directory itself under "".
    let files: [String: [String]]
    /// Where each log ends.
    let ends: [TopicPartition: Int64]
    /// The last offset of each batch that can be read.
    let batches: [TopicPartition: [Int64]]
    let clock: ManualClock

    /// A directory after a clean stop, or as a killed process leaves it.
    init(isClean: Bool) throws {
        clock = ManualClock()
        disk = MemoryDisk()
        clusterId = "cluster"
        let engine = try Self.open(disk, clusterId, clock)
        for topic in Self.topics {
            let log = try engine.create(
                TopicPartition(topic: topic, partition: 0),
                topicId: Uuid(high: 0x1122_3344_5566_7788, low: UInt64(topic.utf8.count)),
                config: Self.config)
            if topic == "compacted" { log.config.cleanupPolicy = .compact }
            try Self.fill(log, topic)
        }
        try engine.clean(TopicPartition(topic: "compacted", partition: 0))
        clock.advance(by: 600_000)
        _ = try engine.tick()
        ends = engine.logs.mapValues(\.logEndOffset)
        batches = engine.logs.mapValues { LogRules.batches(of: $0) }
        if isClean { try engine.close() }
        files = Self.grouped(disk.paths)
    }

    /// Some partitions that Kafka wrote, from a directory that was unpacked at `path`.
    init(golden path: String, partitions: [String]) throws {
        clock = ManualClock()
        disk = MemoryDisk()
        try disk.load(path, into: Self.directory, folders: partitions)
        let properties = disk["\(Self.directory)/meta.properties"] ?? []
        let found = String(decoding: properties, as: UTF8.self).firstMatch(of: /cluster\.id=(\S+)/)
        clusterId = String(found?.1 ?? "")
        files = Self.grouped(disk.paths)
        let engine = try Self.open(disk.copy(), clusterId, clock)
        ends = engine.logs.mapValues(\.logEndOffset)
        batches = engine.logs.mapValues { LogRules.batches(of: $0) }
    }

    private static func grouped(_ paths: [String]) -> [String: [String]] {
        Dictionary(grouping: paths) { path in
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

    static func open(
        _ disk: MemoryDisk, _ clusterId: String, _ clock: ManualClock
    ) throws(StorageError) -> ReferenceLogEngine {
        var options = EngineOptions(clusterId: clusterId, nodeId: 1)
        options.cleanerMapBytes = 1 << 16
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
        case "compacted":
            for index in 0..<20 {
                writer.hasKeys = true
                try writer.append(codec: CompressionCodec.allCases[index % 5])
            }
        default:
            for _ in 0..<6 { try writer.append() }
            _ = try log.deleteRecords(before: -1)
        }
    }
}
