// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import LogContract
import Records
import ReferenceLog
import TestSupport
import Testing

@Suite struct RecoveryTests {
    private func damage(
        _ fixture: LogFixture, _ change: (inout Data) -> Void
    ) throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: fixture.partitionPath)
        let name = try #require(names.filter { $0.hasSuffix(".log") }.max())
        let url = URL(filePath: "\(fixture.partitionPath)/\(name)")
        var data = try Data(contentsOf: url)
        change(&data)
        try data.write(to: url)
        return url.path
    }

    @Test func `a torn tail is cut off and kept aside`() throws {
        let fixture = try LogFixture()
        try fixture.append(["a", "b"])
        try fixture.append(["c"])
        let path = try damage(fixture) { $0.removeLast(3) }
        try fixture.reopen(cleanly: false)
        #expect(try fixture.values() == [])
        let log = try fixture.log
        #expect(log.logEndOffset == 2)
        log.advanceHighWatermark(to: 2)
        #expect(try fixture.values() == ["a", "b"])
        let finding = try #require(try fixture.engine.recoveryFindings.first)
        #expect(finding.path == path)
        #expect(finding.keptIn.map { FileManager.default.fileExists(atPath: $0) } == true)
        #expect(try fixture.append(["d"]).firstOffset == 2)
    }

    @Test func `a flipped bit ends the log there`() throws {
        let fixture = try LogFixture()
        for value in ["a", "b", "c"] { try fixture.append([value]) }
        _ = try damage(fixture) { $0[$0.count / 2] ^= 0x40 }
        try fixture.reopen(cleanly: false)
        #expect(try fixture.log.logEndOffset == 1)
    }

    @Test func `the end of an emptied log is never used again`() throws {
        let fixture = try LogFixture {
            $0.retentionMillis = 1000
            $0.fileDeleteDelayMillis = 0
        }
        for _ in 0..<5 { try fixture.append(["a", "b"]) }
        fixture.clock.advance(by: 3_600_000)
        _ = try fixture.engine.tick()
        #expect(try fixture.log.logStartOffset == 10)
        #expect(try fixture.log.logEndOffset == 10)
        for cleanly in [true, false] {
            try fixture.reopen(cleanly: cleanly)
            #expect(try fixture.log.logEndOffset == 10)
            #expect(try fixture.log.logStartOffset == 10)
        }
    }

    @Test func `size retention removes a prefix below the high watermark`() throws {
        let fixture = try LogFixture {
            $0.segmentBytes = 200
            $0.retentionBytes = 500
            $0.retentionMillis = -1
        }
        for index in 0..<20 { try fixture.append(["value \(index)"]) }
        fixture.clock.advance(by: 300_000)
        _ = try fixture.engine.tick()
        let start = try fixture.log.logStartOffset
        #expect(start > 10 && start < 20)
        #expect(try fixture.values(from: start).count == 20 - Int(start))
        #expect(
            throws: ReadRefusal.offsetOutOfRange(logStartOffset: start, logEndOffset: 20)
        ) {
            try fixture.log.read(
                from: 0, bytesMax: 1, wholeFirstBatch: true, bound: .logEnd)
        }
    }

    @Test func `a directory has one owner of one cluster`() throws {
        let fixture = try LogFixture()
        func open(_ cluster: String) throws {
            _ = try ReferenceLogEngine(
                directory: fixture.path,
                options: EngineOptions(clusterId: cluster, nodeId: 1), disk: PosixDisk(),
                clock: fixture.clock, random: SeededSource())
        }
        #expect(throws: StorageError.self) { try open("cluster") }
        try fixture.reopen(cleanly: true)
        #expect(throws: StorageError.self) { try open("other") }
    }

    @Test func `a deleted log leaves nothing`() throws {
        let fixture = try LogFixture()
        try fixture.append(["a"])
        let read = try fixture.log.read(
            from: 0, bytesMax: 1000, wholeFirstBatch: true, bound: .logEnd)
        try fixture.engine.delete(LogFixture.partition)
        #expect(!FileManager.default.fileExists(atPath: fixture.partitionPath))
        let region = try #require(read.region)
        #expect(try region.file.read(position: 0, count: region.count).count == region.count)
        _ = try fixture.engine.create(
            LogFixture.partition, topicId: LogFixture.topicId, config: fixture.config)
        #expect(try fixture.log.logEndOffset == 0)
    }
}
