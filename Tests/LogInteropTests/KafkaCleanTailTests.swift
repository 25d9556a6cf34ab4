// SPDX-License-Identifier: Apache-2.0

import Foundation
import LogContract
import LogInspector
import Records
import TestSupport
import Testing

/// What a live Kafka makes of bytes behind the last batch of a log that it stopped cleanly: what
/// `assay log verify` and `repair` say of them.
@Suite(.serialized, .needs(Needs.kafka), .timeLimit(.minutes(3)))
struct KafkaCleanTailTests {
    private let partition = TopicPartition(topic: "tails", partition: 0)

    private func produce(_ kafka: Kafka) async throws -> Int64 {
        let wire = try KafkaWire(kafka.bootstrap)
        if try !FileManager.default.fileExists(atPath: log(of: kafka)) {
            try await wire.create(partition.topic)
        }
        try await wire.produce(
            RecordBatchBuilder([Record(value: "v", timestamp: WallClock.millis)]), to: partition)
        let end = try await wire.offset(of: partition, at: -1).offset
        await wire.close()
        try await kafka.stop()
        return end
    }

    private func log(of kafka: Kafka) throws -> String {
        "\(kafka.dataDirectory)/\(partition)/00000000000000000000.log"
    }

    private func size(_ path: String) throws -> Int {
        try Data(contentsOf: URL(filePath: path)).count
    }

    @Test(arguments: Kafka.releases)
    func `Kafka writes behind it, or does not start, and repair mends both`(
        release: String
    ) async throws {
        let folder = try TemporaryDirectory()
        let arguments = ["--data", folder.file("kafka")]
        var kafka = try await Kafka(release: release, arguments: arguments)
        #expect(try await produce(kafka) == 1)
        let path = try log(of: kafka)
        let sound = try size(path)
        // Eight bytes of an offset, then the size of a batch, which is more than is there.
        var rubbish = [UInt8](repeating: 0x40, count: 100)
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data(rubbish))
        kafka = try await Kafka(release: release, arguments: arguments)
        #expect(try size(path) == sound + 100)
        #expect(try await produce(kafka) == 2)
        #expect(try size(path) > sound + 100)
        try repair(kafka.dataDirectory, cutting: sound)
        #expect(try size(path) == sound)

        rubbish.replaceSubrange(8..<12, with: [0xFF, 0xFF, 0xFF, 0xFB])
        try file.seekToEnd()
        try file.write(contentsOf: Data(rubbish))
        await #expect(throws: (any Error).self) {
            try await Kafka(release: release, arguments: arguments)
        }
        // It was not even stopped cleanly this time: the mark went when it began.
        try Data().write(to: URL(filePath: "\(kafka.dataDirectory)/.kafka_cleanshutdown"))
        try repair(kafka.dataDirectory, cutting: sound)
        kafka = try await Kafka(release: release, arguments: arguments)
        #expect(try await produce(kafka) == 2)
    }

    private func repair(_ directory: String, cutting end: Int) throws {
        let folder = try #require(
            try InspectionTarget.partitions(of: ["\(directory)/\(partition)"]).first)
        let plan = try RepairPlanner(RepairOptions()).plan(folder)
        let cut = try #require(plan.steps.first { $0.action == .cut })
        #expect(cut.position == Int64(end))
        #expect(cut.reason.contains("Kafka keeps it and writes behind it"))
        _ = try Repairer(RepairOptions()).apply(plan)
    }
}
