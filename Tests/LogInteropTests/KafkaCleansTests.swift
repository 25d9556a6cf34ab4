// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import LogContract
import ReferenceLog
import TestSupport
import Testing

/// The same logs cleaned by Kafka and by this engine come out the same, and each opens what the
/// other has cleaned.
@Suite(.serialized, .needs(Needs.kafka), .timeLimit(.minutes(5)))
struct KafkaCleansTests {
    /// Partition 0 was never cleaned; 1 was cleaned once, by this engine, and written to again.
    private static let partitions: [Int32] = [0, 1]

    private func topic(_ who: String, _ partition: Int32) -> TopicPartition {
        TopicPartition(topic: "cleaned-by-\(who)", partition: partition)
    }

    @Test(arguments: Kafka.releases)
    func `Kafka's cleaner and ours leave the same`(release: String) async throws {
        let folder = try TemporaryDirectory()
        let arguments = [
            "--data", folder.file("kafka"), "--set", "log.cleaner.backoff.ms=200",
        ]
        let directory = try await makeTopics(release, arguments)
        let (summaries, accounts) = try writeAndClean(directory)
        let kafka = try await Kafka(release: release, arguments: arguments)
        for partition in Self.partitions {
            let end = try #require(summaries[partition]?.cleanedEnd)
            try await KafkaCleaner.wait(for: "cleaned-by-kafka \(partition) \(end)", in: directory)
        }
        let wire = try KafkaWire(kafka.bootstrap)
        for partition in Self.partitions {
            let ours = try await wire.account(of: topic("us", partition))
            let before = try #require(accounts[partition])
            #expect(ours.differences(from: before).isEmpty, "Kafka of what we cleaned")
            let theirs = try await wire.account(of: topic("kafka", partition))
            try compare(ours, theirs, partition)
        }
        await wire.close()
        try await kafka.stop()
        try await checkDump(directory, release)
        try reopen(directory)
    }

    private func makeTopics(_ release: String, _ arguments: [String]) async throws -> String {
        let kafka = try await Kafka(release: release, arguments: arguments)
        let wire = try KafkaWire(kafka.bootstrap)
        try await wire.create(
            topic("kafka", 0).topic, partitions: 2,
            configs: [
                "cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.0001",
                "delete.retention.ms": "0",
            ])
        try await wire.create(
            topic("us", 0).topic, partitions: 2, configs: ["retention.ms": "-1"])
        await wire.close()
        try await kafka.stop()
        return kafka.dataDirectory
    }

    /// Writes the logs and cleans those that are ours to clean.
    private func writeAndClean(
        _ directory: String
    ) throws -> ([Int32: CleaningSummary], [Int32: PartitionAccount]) {
        let clock = ManualClock(WallClock.millis - 3_600_000)
        let engine = try OurEngine.open(directory, clock: clock)
        var summaries: [Int32: CleaningSummary] = [:]
        var accounts: [Int32: PartitionAccount] = [:]
        for partition in Self.partitions {
            let ids = [topic("kafka", partition), topic("us", partition)]
            let logs = try ids.map { try #require(engine.logs[$0]) }
            for log in logs { log.config = Self.config(segmentBytes: 4000) }
            var history = CompactionHistory(seed: 7 + UInt64(partition), clock: clock)
            try history.write(150, to: logs, epoch: 0)
            if partition == 1 {
                for id in ids { _ = try engine.clean(id) }
                clock.advance(by: 1000)
                try history.write(100, to: logs, epoch: 0)
            }
            for log in logs { log.config = Self.config(segmentBytes: 1 << 30) }
            summaries[partition] = try engine.clean(ids[1])
            accounts[partition] = try PartitionAccount(of: logs[1])
        }
        try engine.close()
        return (summaries, accounts)
    }

    private static func config(segmentBytes: Int) -> LogConfig {
        var config = LogConfig()
        config.cleanupPolicy = .compact
        config.segmentBytes = segmentBytes
        config.indexIntervalBytes = 300
        config.deleteRetentionMillis = 0
        config.fileDeleteDelayMillis = 0
        return config
    }

    private func compare(
        _ ours: PartitionAccount, _ theirs: PartitionAccount, _ partition: Int32
    ) throws {
        let lines = try (CleanedText.lines(of: ours.bytes), CleanedText.lines(of: theirs.bytes))
        #expect(
            lines.0 == lines.1,
            "partition \(partition):\n\(CleanedText.difference(lines.0, lines.1))")
        #expect(
            try CleanedText.comparable(ours.bytes) == CleanedText.comparable(theirs.bytes))
        #expect(try CleanedText.comparable(ours.bytes).count > 30)
        #expect(ours.latest == theirs.latest)
        #expect(ours.producers == theirs.producers)
        #expect(ours.aborted == theirs.aborted)
        #expect(ours.byTimestamp == theirs.byTimestamp)
        #expect(ours.maxTimestampOffset == theirs.maxTimestampOffset)
    }

    private func checkDump(_ directory: String, _ release: String) async throws {
        var files: [String] = []
        for partition in Self.partitions {
            let path = "\(directory)/\(topic("us", partition))"
            files += try FileManager.default.contentsOfDirectory(atPath: path).sorted()
                .filter { name in
                    [".log", ".index", ".timeindex", ".txnindex", ".snapshot"].contains {
                        name.hasSuffix($0)
                    }
                }.map { "\(path)/\($0)" }
        }
        // The tool fails on an index that is empty.
        files.removeAll { path in
            let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
            return (size ?? 0) == 0
        }
        let dump = try await Kafka.tool(
            "dump-log", release: release,
            ["--files", files.joined(separator: ","), "--deep-iteration", "--print-data-log"])
        for complaint in ["isvalid: false", "Mismatches", "Found timestamp mismatch", "rror"] {
            #expect(!dump.contains(complaint), "\(complaint)\n\(dump)")
        }
    }

    /// What Kafka cleaned opens here, and has nothing left to clean.
    private func reopen(_ directory: String) throws {
        let engine = try OurEngine.open(directory)
        #expect(engine.recoveryFindings.isEmpty)
        for partition in Self.partitions {
            let id = topic("kafka", partition)
            let log = try #require(engine.logs[id])
            log.config = Self.config(segmentBytes: 1 << 30)
            let before = try PartitionAccount(of: log)
            let summary = try #require(try engine.clean(id))
            #expect(summary.mappedBytes == 0, "Kafka's checkpoint is ours")
            let after = try PartitionAccount(of: log)
            #expect(after.producers == before.producers)
            #expect(after.latest == before.latest)
        }
        try engine.close()
    }
}
