// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import LogContract
import Records
import ReferenceLog
import TestSupport
import Testing

/// Segments take descriptors and memory only while they are used.
@Suite final class LazySegmentTests {
    private let disk = CountingDisk()
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func open(filesMax: Int, indexBytesMax: Int = 1 << 20) throws -> ReferenceLogEngine {
        var options = EngineOptions(clusterId: "c", nodeId: 1)
        options.openFilesMax = filesMax
        options.indexBytesMax = indexBytesMax
        return try ReferenceLogEngine(
            directory: folder.path, options: options, disk: disk, clock: ManualClock(),
            random: SeededSource())
    }

    private static func value(_ offset: Int64) -> String { "value \(offset)" }

    private func append(to log: any PartitionLog) throws {
        let record = Record(
            key: "k", value: Self.value(log.logEndOffset),
            timestamp: 1000 + log.logEndOffset)
        _ = try log.append(
            RecordBatchBuilder([record]).build(), origin: .client, leaderEpoch: 0)
        log.advanceHighWatermark(to: log.logEndOffset)
    }

    private func value(at offset: Int64, of log: any PartitionLog) throws -> String? {
        let region = try #require(
            try log.read(from: offset, bytesMax: 1, wholeFirstBatch: true, bound: .logEnd).region)
        let bytes = try region.file.read(position: region.position, count: region.count)
        return try RecordSet.records(in: bytes, using: RecordCodecs()).first?.value?.text
    }

    @Test func `many segments and partitions stay below the bound of open files`() throws {
        var config = LogConfig()
        config.segmentBytes = 100
        config.timestampAfterMillisMax = .max
        let engine = try open(filesMax: 12, indexBytesMax: 64)
        for partition: Int32 in 0..<8 {
            let log = try engine.create(
                TopicPartition(topic: "t", partition: partition), topicId: LogFixture.topicId,
                config: config)
            for _ in 0..<25 { try append(to: log) }
        }
        for log in engine.logs.values {
            for offset: Int64 in [3, 24, 0, 17] {
                #expect(try value(at: offset, of: log) == Self.value(offset))
                #expect(
                    try log.firstOffset(at: 1000 + offset, bound: .logEnd)?.offset == offset)
            }
        }
        // One may be open beside those that are kept: the one being read for a checkpoint.
        #expect(disk.openMax <= 14, "\(disk.openMax)")
        try engine.close()
    }

    @Test func `a clean directory is opened without opening its closed segments`() throws {
        var config = LogConfig()
        config.segmentBytes = 100
        config.timestampAfterMillisMax = .max
        var engine: ReferenceLogEngine? = try open(filesMax: 100)
        let created = try engine?.create(
            LogFixture.partition, topicId: LogFixture.topicId, config: config)
        for _ in 0..<200 { try append(to: try #require(created)) }
        try engine?.close()
        engine = nil
        let before = disk.opened
        let again = try open(filesMax: 100)
        #expect(disk.opened - before < 20)
        let log = try #require(again.logs[LogFixture.partition])
        #expect(log.logEndOffset == 200)
        #expect(try value(at: 77, of: log) == Self.value(77))
    }

    @Test func `ten thousand clean segments are there at once`() throws {
        let count = Needs.isNightly ? 10_000 : 1000
        var engine: ReferenceLogEngine? = try open(filesMax: 100)
        _ = try engine?.create(
            LogFixture.partition, topicId: LogFixture.topicId, config: LogConfig())
        try engine?.close()
        engine = nil
        let path = folder.file("\(LogFixture.partition)")
        var builder = RecordBatchBuilder([Record(key: "k", value: "v", timestamp: 1)])
        for index in 0..<count {
            let digits = String(index)
            let stem = path + "/" + String(repeating: "0", count: 20 - digits.count) + digits
            builder.baseOffset = Int64(index)
            let bytes = try builder.build()
            try bytes.withUnsafeBytes { Data($0) }.write(to: URL(filePath: stem + ".log"))
            for kind in [".index", ".timeindex"] {
                try Data().write(to: URL(filePath: stem + kind))
            }
        }
        let digits = String(count)
        try FileManager.default.moveItem(
            atPath: path + "/" + String(repeating: "0", count: 20) + ".snapshot",
            toPath: path + "/" + String(repeating: "0", count: 20 - digits.count) + digits
                + ".snapshot")
        let began = ContinuousClock.now
        let again = try open(filesMax: 100)
        let took = ContinuousClock.now - began
        print("\(count) clean segments opened in \(took)")
        let log = try #require(again.logs[LogFixture.partition])
        #expect(log.logEndOffset == Int64(count))
        #expect(try value(at: 500, of: log) == "v")
        #expect(took < .seconds(5))
    }
}
