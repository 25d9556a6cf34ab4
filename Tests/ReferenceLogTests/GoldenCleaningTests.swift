// SPDX-License-Identifier: Apache-2.0

import Foundation
import LogContract
import Records
import ReferenceLog
import TestSupport
import Testing

/// Compacted logs that Kafka left, cleaned once more by this engine.
@Suite struct GoldenCleaningTests {
    private static let topics = [
        "compacted", "compacted-no-tombstones", "compacted-transactional",
    ]

    private func open(_ path: String, clock: ManualClock) throws -> ReferenceLogEngine {
        let disk = PosixDisk()
        let cluster = try #require(try ReferenceLogEngine.clusterId(of: path, on: disk))
        var options = EngineOptions(clusterId: cluster, nodeId: 1)
        options.config.cleanupPolicy = .compact
        options.config.deleteRetentionMillis = 1000
        return try ReferenceLogEngine(
            directory: path, options: options, disk: disk, clock: clock, random: SeededSource())
    }

    @Test(.needs(Needs.golden), .needs(Needs.kafka), arguments: Kafka.releases)
    func `What Kafka compacted can be compacted again, and Kafka reads that`(
        _ release: String
    ) async throws {
        let folder = try TemporaryDirectory()
        let archive = try Needs.golden.path() + "/logdirs/\(release)-clean.tar.gz"
        let tar = try ChildProcess("tar", ["-xzf", archive, "-C", folder.path])
        #expect(try await tar.wait(within: 60) == 0)
        let path = folder.file("node-1")
        // Without what Kafka noted everything is dirty.
        try FileManager.default.removeItem(atPath: "\(path)/cleaner-offset-checkpoint")
        // Just after the directory was made, so that its producers have not expired.
        let made = try PosixDisk().modificationMillis(of: "\(path)/meta.properties")
        let clock = ManualClock(made + 60_000)
        try cleanAgain(path, clock)
        try await dump(path, release)
        let reopened = try open(path, clock: clock)
        #expect(reopened.recoveryFindings.isEmpty)
    }

    private func cleanAgain(_ path: String, _ clock: ManualClock) throws {
        let engine = try open(path, clock: clock)
        for topic in Self.topics {
            let id = TopicPartition(topic: topic, partition: 0)
            let log = try #require(engine.logs[id])
            let (view, end) = (try log.committedView(), log.logEndOffset)
            let producers = log.activeProducers
            for _ in 0..<3 {
                let offsets = Set(try log.storedBatches().map(\.baseOffset))
                try engine.clean(id)
                #expect(offsets.isSuperset(of: try log.storedBatches().map(\.baseOffset)))
                #expect(try log.committedView() == view, "\(topic)")
                clock.advance(by: 10_000)
            }
            let third = try log.storedBatches().map(\.bytes)
            try engine.clean(id)
            #expect(try log.storedBatches().map(\.bytes) == third, "\(topic)")
            #expect(log.logEndOffset == end)
            #expect(log.activeProducers == producers)
        }
        try engine.close()
    }

    private func dump(_ path: String, _ release: String) async throws {
        var files: [String] = []
        for topic in Self.topics {
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(topic)-0")
            files += names.filter { $0.hasSuffix(".log") }.map { "\(path)/\(topic)-0/\($0)" }
        }
        // The tool stops with an exception where a log is empty.
        files.removeAll { (try? PosixDisk().open($0, .existing).size()) ?? 0 == 0 }
        let dump = try await Kafka.tool(
            "dump-log", release: release,
            ["--files", files.joined(separator: ","), "--deep-iteration", "--print-data-log"])
        #expect(dump.contains("baseOffset"))
        for complaint in ["isvalid: false", "rror", "xception"] {
            #expect(!dump.contains(complaint), "\(complaint)\n\(dump.suffix(2000))")
        }
    }
}
