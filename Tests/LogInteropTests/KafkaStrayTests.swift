// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import LogContract
import Records
import ReferenceLog
import TestSupport
import Testing

/// Directories that no topic owns, found by Kafka and by this engine when they start.
@Suite(.serialized, .needs(Needs.kafka), .timeLimit(.minutes(3)))
struct KafkaStrayTests {
    private static let unique = String(repeating: "0123", count: 8)

    @Test(arguments: Kafka.releases)
    func `Kafka and this engine set the same directories aside, and lose nothing`(
        release: String
    ) async throws {
        let folder = try TemporaryDirectory()
        let arguments = ["--data", folder.file("kafka")]
        let directory = try await makeTopic(release, arguments)
        let known = try String(
            contentsOfFile: "\(directory)/known-0/partition.metadata", encoding: .utf8)
        try addForeign(to: directory, known: known)
        let copy = folder.file("copy")
        try FileManager.default.copyItem(atPath: directory, toPath: copy)
        let content = try bytes(of: directory)

        let engine = try OurEngine.open(copy)
        let id = try #require(engine.logs[.init(topic: "known", partition: 0)]).topicId
        let strays = try engine.setAsideStrays { partition, topicId in
            partition.topic == "known" && partition.partition == 0 && topicId == id
        }
        #expect(strays.map(\.partition.description).sorted() == Self.foreign.sorted())
        #expect(engine.recoveryFindings.filter { $0.action == .setAside }.count == strays.count)
        #expect(engine.logs.keys.map(\.description) == ["known-0"])
        try engine.close()

        let kafka = try await Kafka(release: release, arguments: arguments)
        try await kafka.stop()
        #expect(try names(in: directory) == names(in: copy))
        for place in [directory, copy] { #expect(try bytes(of: place) == content) }

        // Once set aside they stay where they are.
        let before = try FileManager.default.contentsOfDirectory(atPath: copy).sorted()
        let again = try OurEngine.open(copy)
        #expect(try again.setAsideStrays { _, topicId in topicId == id }.isEmpty)
        try again.close()
        let after = try FileManager.default.contentsOfDirectory(atPath: copy).sorted()
        #expect(before == after)
    }

    private func makeTopic(_ release: String, _ arguments: [String]) async throws -> String {
        let kafka = try await Kafka(release: release, arguments: arguments)
        let wire = try KafkaWire(kafka.bootstrap)
        try await wire.create("known")
        for index in 0..<10 {
            try await wire.produce(
                RecordBatchBuilder([Record(value: "\(index)", timestamp: WallClock.millis)]),
                to: TopicPartition(topic: "known", partition: 0))
        }
        await wire.close()
        try await kafka.stop()
        return kafka.dataDirectory
    }

    /// Of another topic, beyond the topic's partitions, of no topic, and a moving replica of another.
    private static let foreign = ["foreign-3", "known-1", "moving-0", "nameless-0"]

    private func addForeign(to directory: String, known: String) throws {
        let files = FileManager.default
        let other = "version: 0\ntopic_id: \(Uuid(high: 0x1234_5678_9ABC_4DEF, low: 7))"
        for (name, metadata) in [
            ("foreign-3", other), ("known-1", known), ("nameless-0", nil),
            ("moving-0.\(Self.unique)-future", other),
        ] {
            let path = "\(directory)/\(name)"
            try files.copyItem(atPath: "\(directory)/known-0", toPath: path)
            try files.removeItem(atPath: "\(path)/partition.metadata")
            try metadata?.write(
                toFile: "\(path)/partition.metadata", atomically: false, encoding: .utf8)
        }
    }

    /// Names of partition directories, the unique part of those set aside left out.
    private func names(in directory: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).filter {
            FileManager.default.fileExists(atPath: "\(directory)/\($0)/leader-epoch-checkpoint")
                && !$0.hasPrefix("__cluster")
        }.map { $0.replacing(/\.[0-9a-f]{32}-/, with: ".-") }.sorted()
    }

    /// The bytes of every segment but those of the metadata, whatever its directory is called.
    private func bytes(of directory: String) throws -> [Data] {
        try FileManager.default.subpathsOfDirectory(atPath: directory)
            .filter { $0.hasSuffix(".log") && !$0.hasPrefix("__cluster") }.sorted()
            .map { try Data(contentsOf: URL(filePath: "\(directory)/\($0)")) }
    }
}
