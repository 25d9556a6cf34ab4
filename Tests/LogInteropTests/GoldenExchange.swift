// SPDX-License-Identifier: Apache-2.0

import Foundation
import LogContract
import LogInspector
import ReferenceLog
import TestSupport
import Testing

/// Golden replicas in one directory, recovered by Kafka, and in a copy of it by this engine.
struct GoldenExchange {
    let release: String
    let replicas: [GoldenReplica]
    /// What was done to each before it was opened.
    private(set) var damage: [TopicPartition: String] = [:]
    private let arguments: [String]
    private(set) var directory = ""
    private(set) var copy = ""

    /// Offset indexes get an entry this often in both.
    private static let indexIntervalBytes = 600

    init(_ release: String, _ replicas: [GoldenReplica], in folder: String) {
        self.release = release
        self.replicas = replicas
        copy = "\(folder)/copy"
        arguments = [
            "--data", "\(folder)/kafka", "--set", "producer.id.expiration.ms=\(Int32.max)",
            "--set", "log.cleaner.enable=false",
        ]
    }

    /// Has Kafka make the topics, and moves the replicas to their places.
    mutating func moveIn() async throws {
        let kafka = try await Kafka(release: release, arguments: arguments)
        directory = kafka.dataDirectory
        let wire = try KafkaWire(kafka.bootstrap)
        for (topic, partitions) in Dictionary(grouping: replicas, by: \.partition.topic) {
            let count = partitions.map(\.partition.partition).max() ?? 0
            try await wire.create(
                topic, partitions: count + 1,
                configs: [
                    "retention.ms": "-1", "index.interval.bytes": "\(Self.indexIntervalBytes)",
                ])
        }
        await wire.close()
        try await kafka.stop()
        for replica in replicas {
            damage[replica.partition] = try await replica.move(into: directory)
        }
        for name in GoldenReplica.checkpoints { try writeCheckpoint(name) }
        try FileManager.default.removeItem(atPath: "\(directory)/.kafka_cleanshutdown")
        let copying = try ChildProcess("cp", ["-a", "--sparse=always", directory, copy])
        #expect(try await copying.wait(within: 60) == 0)
        for replica in replicas where replica.isRepaired { try repair(replica.partition) }
    }

    /// Repairs a log as `assay log repair` does; afterwards nothing is wrong with it.
    private func repair(_ partition: TopicPartition) throws {
        var options = RepairOptions()
        options.indexIntervalBytes = Self.indexIntervalBytes
        let path = "\(directory)/\(partition)"
        for folder in try InspectionTarget.partitions(of: [path]) {
            _ = try Repairer(options).apply(try RepairPlanner(options).plan(folder))
        }
        var left: [Finding] = []
        try Verifier(VerifyOptions()) { if $0.severity != .note { left.append($0) } }
            .verify([path])
        #expect(left.isEmpty, "\(partition), \(damage[partition] ?? ""): \(left)")
    }

    private func writeCheckpoint(_ name: String) throws {
        let lines = replicas.compactMap { replica in
            replica.marks[name].map {
                "\(replica.partition.topic) \(replica.partition.partition) \($0)"
            }
        }
        try (["0", "\(lines.count)"] + lines).map { $0 + "\n" }.joined().write(
            toFile: "\(directory)/\(name)", atomically: false, encoding: .utf8)
    }

    /// What Kafka says of each after it recovered them.
    func recoverWithKafka() async throws -> [TopicPartition: PartitionAccount] {
        let kafka = try await Kafka(release: release, arguments: arguments)
        let wire = try KafkaWire(kafka.bootstrap)
        var accounts: [TopicPartition: PartitionAccount] = [:]
        for replica in replicas {
            accounts[replica.partition] = try await wire.account(of: replica.partition)
        }
        await wire.close()
        try await kafka.stop()
        return accounts
    }

    /// What this engine says of them.
    func recoverOurs() throws -> [TopicPartition: PartitionAccount] {
        let engine = try OurEngine.open(copy) { options in
            options.config.indexIntervalBytes = Self.indexIntervalBytes
            options.producerExpirationMillis = Int64(Int32.max)
        }
        var accounts: [TopicPartition: PartitionAccount] = [:]
        for replica in replicas {
            let log = try #require(engine.logs[replica.partition], "\(replica.partition)")
            accounts[replica.partition] = try PartitionAccount(of: log)
        }
        try engine.close()
        return accounts
    }

    /// Files that the two left different: segments and all that is derived from them.
    func differingFiles() throws -> [String] {
        var found: [String] = []
        for replica in replicas {
            let theirs = try files(of: replica, in: directory)
            let ours = try files(of: replica, in: copy)
            for name in Set(theirs.keys).union(ours.keys).sorted()
            where ours[name] != theirs[name] {
                let sizes = [ours, theirs].map { $0[name].map { "\($0.count) bytes" } ?? "none" }
                found.append(
                    "\(replica.partition)/\(name): \(sizes[0]), Kafka's \(sizes[1])"
                        + " (\(damage[replica.partition] ?? ""))")
            }
        }
        return found
    }

    private func files(
        of replica: GoldenReplica, in directory: String
    ) throws -> [String: Data] {
        let folder = "\(directory)/\(replica.partition)"
        var files: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder)
        where [".log", ".index", ".timeindex", ".txnindex"].contains(where: name.hasSuffix) {
            let content = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
            // One without entries says what none says; Kafka leaves it where it cut off the last.
            if content.isEmpty && name.hasSuffix(".txnindex") { continue }
            files[name] = content
        }
        return files
    }
}
