// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import LogContract
import Records
import ReferenceLog
import TestSupport
import Testing

/// Log directories that Kafka left, cleanly stopped or killed while it wrote.
@Suite struct GoldenLogDirectoryTests {
    /// What Kafka says of a partition.
    struct Offsets: Decodable {
        var earliest: Int64
        var latest: Int64
        var maxTimestamp: Int64?
    }

    private func unpack(_ name: String, into folder: String) async throws {
        let archive = try Needs.golden.path() + "/logdirs/\(name).tar.gz"
        let tar = try ChildProcess("tar", ["-xzf", archive, "-C", folder])
        #expect(try await tar.wait(within: 60) == 0)
    }

    private func offsets(_ name: String) throws -> [String: Offsets] {
        let path = try Needs.golden.path() + "/logdirs/\(name).json"
        return try JSONDecoder().decode(
            [String: Offsets].self, from: Data(contentsOf: URL(filePath: path)))
    }

    private func open(
        _ path: String, node: Int32 = 1, clock: ManualClock
    ) throws -> ReferenceLogEngine {
        let text = try String(contentsOfFile: path + "/meta.properties", encoding: .utf8)
        let cluster = try #require(text.firstMatch(of: /cluster\.id=(\S+)/)?.1)
        var options = EngineOptions(clusterId: String(cluster), nodeId: node)
        options.config.indexIntervalBytes = 1024
        return try ReferenceLogEngine(
            directory: path, options: options, disk: PosixDisk(), clock: clock,
            random: SeededSource())
    }

    /// Everything below `path`, by name.
    private func logFiles(_ path: String) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path)
        where name.hasSuffix(".log") && !name.hasPrefix("__cluster") {
            files[name] = try Data(contentsOf: URL(filePath: "\(path)/\(name)"))
        }
        return files
    }

    @Test(.needs(Needs.golden), arguments: Kafka.releases)
    func `Golden directories of a clean stop open as they were`(_ release: String) async throws {
        let folder = try TemporaryDirectory()
        try await unpack("\(release)-clean", into: folder.path)
        let path = folder.file("node-1")
        let before = try logFiles(path)
        for _ in 0..<2 {
            let engine = try open(path, clock: ManualClock())
            try check(engine, try offsets("\(release)-clean.offsets"))
            #expect(engine.recoveryFindings.isEmpty)
            try engine.close()
            #expect(try logFiles(path) == before)
        }
    }

    @Test(.needs(Needs.golden), arguments: Kafka.releases)
    func `Golden directories of a kill recover as Kafka does`(_ release: String) async throws {
        let folder = try TemporaryDirectory()
        try await unpack("\(release)-killed", into: folder.path)
        // Replicated partitions are another test's: alone none can know what its leader has.
        let expected = try offsets("\(release)-killed.recovered").filter {
            !$0.key.hasPrefix("epochs") && !$0.key.hasPrefix("__")
        }
        #expect(expected.count > 18)
        let engine = try open(folder.file("node-1"), clock: ManualClock())
        try check(engine, expected)
    }

    /// A replica recovers to its own end.
    ///
    /// The cluster then serves the log of the one it elects, the first of the in-sync replicas to
    /// come back; the others fetch from it, or cut themselves to where their epochs part from it.
    /// So what Kafka recovered to is one of the three logs, whole, and the others are it as far as
    /// they go.
    @Test(.needs(Needs.golden), arguments: Kafka.releases)
    func `Golden replicas of a kill recover to one log, and Kafka served one of them`(
        _ release: String
    ) async throws {
        let folder = try TemporaryDirectory()
        try await unpack("\(release)-killed", into: folder.path)
        let engines = try (1...3).map {
            try open(folder.file("node-\($0)"), node: Int32($0), clock: ManualClock())
        }
        let replicated = try offsets("\(release)-killed.recovered").filter {
            $0.key.hasPrefix("epochs") || $0.key.hasPrefix("__")
        }
        #expect(replicated.count == 7)
        for (name, served) in replicated {
            let logs = try engines.map { engine in
                try #require(engine.logs.first { $0.key.description == name }?.value, "\(name)")
            }
            for log in logs { log.advanceHighWatermark(to: log.logEndOffset) }
            let elected = logs.first { $0.logEndOffset == served.latest }
            #expect(elected?.logStartOffset == served.earliest, "\(name)")
            #expect(try elected?.offsetOfMaxTimestamp()?.offset == served.maxTimestamp, "\(name)")
            let contents = try logs.map { try storedBytes($0) }.sorted { $0.count < $1.count }
            for (shorter, longer) in zip(contents, contents.dropFirst()) {
                #expect(longer.prefix(shorter.count) == shorter, "\(name)")
            }
        }
    }

    private func storedBytes(_ log: any PartitionLog) throws -> ByteSlice {
        var writer = ByteWriter(capacity: 1024)
        var offset = log.logStartOffset
        while offset < log.logEndOffset {
            let page = try log.read(
                from: offset, bytesMax: 1 << 20, wholeFirstBatch: true, bound: .logEnd)
            guard let region = page.region else { break }
            let bytes = try region.file.read(position: region.position, count: region.count)
            for batch in try RecordSet.batches(in: bytes) {
                writer.write(batch.bytes)
                offset = batch.lastOffset + 1
            }
        }
        return writer.finish()
    }

    private func check(
        _ engine: ReferenceLogEngine, _ expected: [String: Offsets]
    ) throws {
        // Kafka's own topics went on being written after a clean stop was asked of.
        for (name, offsets) in expected where !name.hasPrefix("__") {
            let log = try #require(
                engine.logs.first { $0.key.description == name }?.value, "\(name)")
            #expect(log.logStartOffset == offsets.earliest, "\(name)")
            #expect(log.logEndOffset == offsets.latest, "\(name)")
            let latest = try log.offsetOfMaxTimestamp()
            #expect(latest?.offset == offsets.maxTimestamp, "\(name)")
            log.advanceHighWatermark(to: log.logEndOffset)
            try readWhole(log, name)
        }
    }

    /// Every byte can be paged through and holds sound batches that rise.
    private func readWhole(_ log: any PartitionLog, _ name: String) throws {
        var offset = log.logStartOffset
        while offset < log.logEndOffset {
            let result = try log.read(
                from: offset, bytesMax: 20_000, wholeFirstBatch: true, bound: .logEnd)
            guard let region = result.region else { return }
            let bytes = try region.file.read(position: region.position, count: region.count)
            var set = RecordSet(bytes)
            while let batch = try set.next() {
                try batch.checkCRC()
                #expect(batch.lastOffset >= offset, "\(name)")
                offset = batch.lastOffset + 1
            }
        }
    }
}
