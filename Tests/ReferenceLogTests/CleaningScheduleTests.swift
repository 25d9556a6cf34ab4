// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import LogContract
import Records
import ReferenceLog
import TestSupport
import Testing

/// When `tick` compacts which log, and what ends a round early.
@Suite struct CleaningScheduleTests {
    private let partition = LogFixture.partition
    private let other = TopicPartition(topic: "others", partition: 0)

    private func fixture(
        _ change: (inout LogConfig) -> Void = { _ in }, sliceBytes: Int = 1 << 20
    ) throws -> LogFixture {
        let fixture = try LogFixture.compacted(change)
        fixture.changeOptions = {
            $0.cleanerSliceBytes = sliceBytes
            $0.cleanerPauseMillis = 1000
        }
        try fixture.reopen(cleanly: true)
        return fixture
    }

    /// Ticks at the same instant until nothing more is due.
    private func settle(_ fixture: LogFixture) throws {
        fixture.clock.advance(by: 1000)
        for _ in 0..<10_000 {
            let next = try fixture.engine.tick()
            if try !flush(fixture) && next > fixture.clock.nowMillis { return }
        }
        Issue.record("there is no end to it")
    }

    /// Runs the flush that waits, if one does.
    private func flush(_ fixture: LogFixture) throws -> Bool {
        guard let job = try fixture.engine.pendingFlush() else { return false }
        try fixture.engine.finishFlush(job, error: job.run())
        return true
    }

    private func names(_ fixture: LogFixture, _ suffix: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: fixture.partitionPath).filter {
            $0.hasSuffix(suffix)
        }
    }

    @Test func `A log is cleaned once enough of it is dirty`() throws {
        let fixture = try fixture { $0.minCleanableDirtyRatio = 0.4 }
        try fixture.put([("a", "1"), ("b", "1"), ("c", "1")])
        try fixture.roll()
        try settle(fixture)
        try fixture.put([("a", "2")])
        try fixture.roll()
        try settle(fixture)
        #expect(try fixture.stored().contains("4:a=2"))
        #expect(!(try fixture.stored().contains("0:a=1")))
        try fixture.log.config.minCleanableDirtyRatio = 0.9
        try fixture.put([("a", "3")])
        try fixture.roll()
        try settle(fixture)
        #expect(try fixture.stored().contains("4:a=2"))
    }

    @Test func `What waited too long is cleaned whatever the ratio`() throws {
        let fixture = try fixture {
            $0.minCleanableDirtyRatio = 1
            $0.maxCompactionLagMillis = 60_000
        }
        try fixture.put([("a", "1"), ("a", "2")])
        try fixture.roll()
        try settle(fixture)
        #expect(try fixture.stored().contains("0:a=1"))
        fixture.clock.advance(by: 60_000)
        try settle(fixture)
        #expect(!(try fixture.stored().contains("0:a=1")))
    }

    @Test func `A cleaner that is switched off cleans nothing by itself`() throws {
        let fixture = try fixture()
        fixture.changeOptions = { $0.cleans = false }
        try fixture.reopen(cleanly: true)
        try fixture.put([("a", "1"), ("a", "2")])
        try fixture.roll()
        fixture.clock.advance(by: 100_000)
        #expect(try fixture.engine.tick() > fixture.clock.nowMillis)
        #expect(try fixture.stored().contains("0:a=1"))
        try fixture.engine.clean(partition)
        #expect(!(try fixture.stored().contains("0:a=1")))
    }

    @Test func `The first look and the first notes come after the initial delay`() throws {
        let fixture = try fixture { $0.cleanupPolicy = .delete }
        fixture.changeOptions = {
            $0.initialTaskMillis = 2000
            $0.retentionCheckMillis = 500
            $0.startCheckpointMillis = 700
        }
        try fixture.reopen(cleanly: true)
        try fixture.put([("a", "1"), ("a", "2")])
        try fixture.flushAll()
        _ = try fixture.log.deleteRecords(before: 1)
        let path = "\(fixture.path)/log-start-offset-checkpoint"
        func starts() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
        for (pause, isNoted) in [(1999, false), (1, true)] as [(Int64, Bool)] {
            fixture.clock.advance(by: pause)
            let next = try fixture.engine.tick()
            try fixture.flushAll()
            #expect(try starts().contains("orders 0 1") == isNoted)
            #expect(next == fixture.clock.nowMillis + (isNoted ? 500 : 1))
        }
        _ = try fixture.log.deleteRecords(before: 2)
        fixture.clock.advance(by: 700)
        _ = try fixture.engine.tick()
        try fixture.flushAll()
        #expect(try starts().contains("orders 0 2"))
    }

    @Test func `A segment is closed in time for the maximum lag`() throws {
        let fixture = try fixture {
            $0.segmentMillis = 1 << 40
            $0.maxCompactionLagMillis = 20_000
        }
        try fixture.put([("a", "1"), ("a", "2")])
        fixture.clock.advance(by: 25_000)
        try fixture.put([("b", "1")])
        try settle(fixture)
        #expect(try fixture.stored() == ["1:a=2", "2:b=1"])
    }

    @Test func `The dirtiest log comes first`() throws {
        let fixture = try fixture { $0.minCleanableDirtyRatio = 0 }
        let second = try fixture.engine.create(
            other, topicId: Uuid(high: 1, low: 2), config: fixture.config)
        func write(_ key: String, _ log: any PartitionLog) throws {
            let batch = RecordBatchBuilder([
                Record(key: key, value: "v", timestamp: fixture.clock.nowMillis)
            ])
            _ = try log.append(
                batch.build(using: fixture.codecs), origin: .client, leaderEpoch: 0)
            log.advanceHighWatermark(to: log.logEndOffset)
        }
        let first = try fixture.log
        for index in 0..<8 { try write("a\(index % 2)", first) }
        try write("b", second)
        fixture.clock.advance(by: 10_000)
        for log in [first, second] { try write("end", log) }
        try settle(fixture)
        for _ in 0..<2 { try write("b", second) }
        try write("a0", first)
        fixture.clock.advance(by: 10_000)
        for log in [first, second] { try write("end", log) }
        let before = (first.sizeInBytes, second.sizeInBytes)
        fixture.clock.advance(by: 1000)
        while second.sizeInBytes == before.1 {
            _ = try fixture.engine.tick()
            _ = try flush(fixture)
            #expect(first.sizeInBytes == before.0 || second.sizeInBytes < before.1)
        }
        try settle(fixture)
        #expect(first.sizeInBytes < before.0)
    }

    @Test func `Appends and reads go on between slices`() throws {
        let fixture = try fixture(sliceBytes: 150)
        for index in 0..<40 {
            try fixture.put([("k\(index % 5)", "\(index)"), ("only \(index)", "v")])
            if index % 10 == 9 { try fixture.roll() }
        }
        let log = try fixture.log
        let held = try #require(
            try log.read(from: 0, bytesMax: 300, wholeFirstBatch: true, bound: .highWatermark)
                .region)
        let bytes = try held.file.read(position: held.position, count: held.count)
        var view = try fixture.committedView()
        fixture.clock.advance(by: 1000)
        var ticks = 0
        while try fixture.engine.tick() <= fixture.clock.nowMillis || flush(fixture) {
            ticks += 1
            try fixture.put([("tick", "\(ticks)")])
            view["tick"] = "\(ticks)"
            #expect(try fixture.committedView() == view)
        }
        #expect(ticks > 20)
        #expect(try fixture.stored().filter { $0.contains(":k1=") } == ["75:k1=36"])
        #expect(try held.file.read(position: held.position, count: held.count) == bytes)
        #expect(try names(fixture, ".cleaned").isEmpty)
    }

    @Test func `A truncation or a deletion ends a round without effect`() throws {
        for deletes in [false, true] {
            let fixture = try fixture(sliceBytes: 100)
            for index in 0..<20 { try fixture.put([("k", "\(index)"), ("j\(index)", "v")]) }
            try fixture.roll()
            fixture.clock.advance(by: 1000)
            for _ in 0..<15 {
                _ = try fixture.engine.tick()
                _ = try flush(fixture)
            }
            #expect(try names(fixture, ".cleaned").count == 3)
            if deletes {
                try fixture.engine.delete(partition)
                try settle(fixture)
                continue
            }
            try fixture.log.truncate(to: 38)
            try settle(fixture)
            #expect(try names(fixture, ".cleaned").isEmpty)
            #expect(try fixture.stored().count == 38)
            try fixture.roll()
            try settle(fixture)
            #expect(try fixture.stored().filter { $0.contains(":k=") } == ["36:k=18"])
        }
    }

    @Test func `What is written after a truncation counts as dirty`() throws {
        let fixture = try fixture()
        for index in 0..<6 { try fixture.put([("k", "\(index)")]) }
        try fixture.roll()
        try settle(fixture)
        try fixture.log.truncate(to: 5)
        let end = try fixture.log.logEndOffset
        for index in 6..<16 { try fixture.put([("k", "\(index)")]) }
        try fixture.roll()
        try fixture.engine.clean(partition)
        #expect(
            try fixture.stored() == ["\(end + 9):k=15", "\(end + 10):the end=of \(end + 10)"])
    }

    @Test func `What takes the place of segments is made durable beside the owner`() throws {
        let fixture = try fixture()
        for index in 0..<6 { try fixture.put([("k", "\(index)")]) }
        try fixture.roll()
        _ = try flush(fixture)
        let before = try fixture.stored()
        fixture.clock.advance(by: 1000)
        for _ in 0..<10 { _ = try fixture.engine.tick() }
        // Written, and worth nothing before it is on the disk.
        #expect(try names(fixture, ".cleaned").count == 3)
        #expect(try fixture.stored() == before)
        let job = try #require(try fixture.engine.pendingFlush())
        _ = try fixture.engine.tick()
        #expect(try fixture.stored() == before)
        try fixture.engine.finishFlush(job, error: job.run())
        try settle(fixture)
        #expect(try fixture.stored().count == 2)
        #expect(try names(fixture, ".cleaned").isEmpty)
    }

    @Test func `A failed flush leaves the segments that were to be replaced`() throws {
        let fixture = try fixture()
        for index in 0..<6 { try fixture.put([("k", "\(index)")]) }
        try fixture.roll()
        _ = try flush(fixture)
        let before = try fixture.stored()
        fixture.clock.advance(by: 1000)
        for _ in 0..<10 { _ = try fixture.engine.tick() }
        let job = try #require(try fixture.engine.pendingFlush())
        try fixture.engine.finishFlush(
            job, error: StorageError(.io, operation: "fdatasync", path: "x"))
        #expect(throws: StorageError.self) { try fixture.engine.tick() }
        try fixture.reopen(cleanly: false)
        #expect(try fixture.stored() == before)
        #expect(try names(fixture, ".cleaned").isEmpty)
    }

    @Test func `A log with a rotten batch is left alone and reported`() throws {
        let fixture = try fixture()
        for index in 0..<4 { try fixture.put([("k", "value \(index)")]) }
        try fixture.roll()
        let path = "\(fixture.partitionPath)/00000000000000000000.log"
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[150] ^= 1
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.write(contentsOf: bytes)
        try file.close()
        try settle(fixture)
        let failure = try #require(try fixture.engine.uncleanablePartitions[partition])
        #expect(failure.code == .corrupt)
        #expect(failure.path == path)
        #expect(throws: StorageError.self) { try fixture.engine.clean(partition) }
        #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
        #expect(try fixture.engine.failure == nil)
        #expect(try names(fixture, ".cleaned").isEmpty)
        try fixture.put([("k", "goes on")])
    }

    @Test func `How far a log is clean is known after a restart`() throws {
        let fixture = try fixture()
        try fixture.put([("a", "1"), ("a", "2")])
        try fixture.roll()
        try settle(fixture)
        let checkpoint = try String(
            contentsOfFile: "\(fixture.path)/cleaner-offset-checkpoint", encoding: .utf8)
        #expect(checkpoint == "0\n1\norders 0 2\n")
        try fixture.reopen(cleanly: false)
        let summary = try #require(try fixture.engine.clean(partition))
        #expect(summary.mappedBytes == 0)
        #expect(summary.cleanedEnd == 2)
    }

    /// Retention looks five minutes after the start, when the limit is 100 seconds before it.
    @Test(arguments: [(100_000, 0), (100_001, 4)] as [(Int64, Int64)])
    func `Without timestamps a cleaned segment is as old as what it was made of`(
        age: Int64, logStart: Int64
    ) throws {
        let fixture = try fixture {
            $0.cleanupPolicy = [.compact, .delete]
            $0.retentionMillis = 400_000
        }
        let start = fixture.clock.nowMillis
        for _ in 0..<2 {
            try fixture.put([("a", "1"), ("b", "1")]) { batch in
                for index in batch.records.indices { batch.records[index].timestamp = -1 }
            }
        }
        try fixture.roll()
        let path = "\(fixture.partitionPath)/00000000000000000000.log"
        let disk = PosixDisk()
        try disk.setModificationMillis(of: path, to: start - age)
        try settle(fixture)
        #expect(try fixture.stored().prefix(2) == ["2:a=1", "3:b=1"])
        #expect(try disk.modificationMillis(of: path) == start - age)
        fixture.clock.advance(by: start + 300_000 - fixture.clock.nowMillis)
        _ = try fixture.engine.tick()
        #expect(try fixture.log.logStartOffset == logStart)
    }

    @Test func `Compaction and deletion work on one log`() throws {
        let fixture = try fixture {
            $0.cleanupPolicy = [.compact, .delete]
            $0.retentionMillis = 400_000
        }
        try fixture.put([("old", "1"), ("old", "2")])
        try fixture.roll()
        try settle(fixture)
        #expect(try fixture.stored().first == "1:old=2")
        fixture.clock.advance(by: 350_000)
        try fixture.put([("young", "1"), ("young", "2")])
        try fixture.roll()
        fixture.clock.advance(by: 60_000)
        try settle(fixture)
        #expect(try fixture.stored() == ["4:young=2", "5:the end=of 5"])
        #expect(try fixture.log.logStartOffset == 3)
    }
}
