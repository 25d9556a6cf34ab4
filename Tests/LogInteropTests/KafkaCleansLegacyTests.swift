// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import LogContract
import Records
import ReferenceLog
import TestSupport
import Testing

/// Logs of magic 0 and 1 are cleaned to what Kafka makes of them.
///
/// Kafka 4.4.0 writes what stays in magic 2, and so does this engine; 3.9.2 wrote the form it found,
/// with the same records at the same offsets.
@Suite(.serialized, .needs(Needs.kafka), .needs(Needs.golden), .timeLimit(.minutes(5)))
struct KafkaCleansLegacyTests {
    private static let partitions: [Int32] = [0, 1]

    private func topic(_ who: String, _ partition: Int32) -> TopicPartition {
        TopicPartition(topic: "legacy-for-\(who)", partition: partition)
    }

    @Test(arguments: Kafka.releases)
    func `Kafka's cleaner and ours leave the same of old messages`(
        release: String
    ) async throws {
        let folder = try TemporaryDirectory()
        let arguments = [
            "--data", folder.file("kafka"), "--set", "log.cleaner.backoff.ms=200",
        ]
        let directory = try await makeTopics(release, arguments)
        let logs = [try LegacyLog.made(), try LegacyLog.golden()]
        for partition in Self.partitions {
            let log = logs[Int(partition)]
            #expect(log.segments.count > 4)
            for who in ["kafka", "us"] {
                try log.write(to: "\(directory)/\(topic(who, partition))")
            }
        }
        let accounts = try clean(directory)
        let kafka = try await Kafka(release: release, arguments: arguments)
        for partition in Self.partitions {
            let end = logs[Int(partition)].end
            try await KafkaCleaner.wait(for: "legacy-for-kafka \(partition) \(end)", in: directory)
        }
        let wire = try KafkaWire(kafka.bootstrap)
        for partition in Self.partitions {
            var ours = try await wire.account(of: topic("us", partition))
            var before = try #require(accounts[partition])
            // What magic 0 has for a time asks Kafka for the log's end.
            ours.byTimestamp[-1] = nil
            before.byTimestamp[-1] = nil
            #expect(ours.differences(from: before).isEmpty, "Kafka of what we cleaned")
            let theirs = try await wire.account(of: topic("kafka", partition))
            try compare(ours.bytes, theirs.bytes, "\(release), partition \(partition)")
            #expect(ours.latest == theirs.latest)
        }
        await wire.close()
        try await kafka.stop()
        try await dump(directory, release)
        let engine = try OurEngine.open(directory)
        #expect(engine.recoveryFindings.isEmpty)
    }

    private func makeTopics(_ release: String, _ arguments: [String]) async throws -> String {
        let kafka = try await Kafka(release: release, arguments: arguments)
        let wire = try KafkaWire(kafka.bootstrap)
        try await wire.create(
            topic("kafka", 0).topic, partitions: 2,
            configs: ["cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.0001"])
        try await wire.create(
            topic("us", 0).topic, partitions: 2, configs: ["retention.ms": "-1"])
        await wire.close()
        try await kafka.stop()
        return kafka.dataDirectory
    }

    /// Cleans the logs that are ours to clean, twice: the second round changes nothing.
    private func clean(_ directory: String) throws -> [Int32: PartitionAccount] {
        let engine = try OurEngine.open(directory)
        var accounts: [Int32: PartitionAccount] = [:]
        for partition in Self.partitions {
            let id = topic("us", partition)
            let log = try #require(engine.logs[id])
            log.advanceHighWatermark(to: log.logEndOffset)
            log.config.cleanupPolicy = .compact
            try engine.clean(id)
            let account = try PartitionAccount(of: log)
            try engine.clean(id)
            #expect(try PartitionAccount(of: log).bytes == account.bytes)
            accounts[partition] = account
        }
        try engine.close()
        return accounts
    }

    private func compare(_ ours: ByteSlice, _ theirs: ByteSlice, _ what: String) throws {
        let records = try (records(ours), records(theirs))
        #expect(
            records.0 == records.1,
            "\(what):\n\(CleanedText.difference(records.0, records.1))")
        #expect(records.0.count >= 10)
        #expect(try RecordSet.batches(in: ours).allSatisfy { $0.magic == 2 })
        if try RecordSet.batches(in: theirs).contains(where: { $0.magic < 2 }) { return }
        let lines = try (CleanedText.lines(of: ours), CleanedText.lines(of: theirs))
        #expect(
            lines.0 == lines.1, "\(what):\n\(CleanedText.difference(lines.0, lines.1))")
        #expect(try CleanedText.comparable(ours) == CleanedText.comparable(theirs))
    }

    private func records(_ bytes: ByteSlice) throws -> [String] {
        try RecordSet.records(in: bytes, using: RecordCodecs()).map { record in
            "\(record.offset ?? -1) at \(record.timestamp) "
                + "\(record.key?.hex ?? "null")=\(record.value?.hex ?? "null")"
        }
    }

    /// Kafka's own tool reads what we cleaned.
    private func dump(_ directory: String, _ release: String) async throws {
        for partition in Self.partitions {
            let dump = try await Kafka.tool(
                "dump-log", release: release,
                [
                    "--files",
                    "\(directory)/\(topic("us", partition))/00000000000000000000.log",
                    "--deep-iteration", "--print-data-log",
                ])
            #expect(dump.contains("baseOffset"))
            for complaint in ["isvalid: false", "rror", "xception"] {
                #expect(!dump.contains(complaint), "\(complaint)\n\(dump)")
            }
        }
    }
}
