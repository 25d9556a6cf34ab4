// SPDX-License-Identifier: Apache-2.0

import Foundation
import LogContract
import ReferenceLog
import TestSupport
import Testing

/// A Kafka that is killed while it writes leaves files that Kafka and this engine recover alike.
@Suite(.serialized, .needs(Needs.kafka), .timeLimit(.minutes(5)))
struct KilledKafkaTests {
    @Test(arguments: Kafka.releases)
    func `what Kafka recovers from its own files is what we recover from a copy`(
        release: String
    ) async throws {
        let folder = try TemporaryDirectory()
        let arguments = ["--data", folder.file("kafka")]
        let copy = try await killedCopy(of: arguments, release: release, in: folder.path)

        let kafka = try await Kafka(release: release, arguments: arguments)
        let began = ContinuousClock.now
        let engine = try OurEngine.open(copy)
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        print("\(release): Kafka says \(try kafkaTime(kafka)); ours took \(seconds * 1000) ms")
        let wire = try KafkaWire(kafka.bootstrap)
        for (partition, log) in engine.logs.sorted(by: { $0.key < $1.key }) {
            let theirs = try await wire.account(of: partition)
            let ours = try PartitionAccount(of: log)
            let differences = ours.differences(from: theirs)
            #expect(differences.isEmpty, "\(partition): \(differences.joined(separator: "; "))")
        }
        let names = Set(engine.logs.keys.map(\.topic))
        #expect(names.isSuperset(of: KafkaTraffic.topics + ["__transaction_state"]))
        await wire.close()
        try engine.close()
        try await kafka.stop()
    }

    /// A directory that Kafka wrote until it was killed; returns where a copy of it is.
    private func killedCopy(
        of arguments: [String], release: String, in folder: String
    ) async throws -> String {
        let kafka = try await Kafka(release: release, arguments: arguments)
        let wire = try KafkaWire(kafka.bootstrap)
        let traffic = KafkaTraffic(wire, release: release)
        try await traffic.fill()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await traffic.writeUntilKilled() }
            try? await Task.sleep(for: .milliseconds(200))
            try? await kafka.kill()
            await group.waitForAll()
        }
        await wire.close()
        let copy = "\(folder)/copy"
        let copying = try ChildProcess(
            "cp", ["-a", "--sparse=always", kafka.dataDirectory, copy])
        #expect(try await copying.wait(within: 60) == 0)
        #expect(!FileManager.default.fileExists(atPath: copy + "/.kafka_cleanshutdown"))
        return copy
    }

    /// The line in which Kafka says how long it was at loading its logs.
    private func kafkaTime(_ kafka: Kafka) throws -> String {
        let lines = try String(contentsOfFile: kafka.serverLog, encoding: .utf8)
            .split(separator: "\n")
        let loaded = lines.last { $0.contains(" logs in ") && $0.contains("Loaded ") }
        return loaded.flatMap {
            $0.firstRange(of: "Loaded ").map { range in
                String(loaded?[range.lowerBound...] ?? "")
            }
        } ?? "nothing"
    }
}
