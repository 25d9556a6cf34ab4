// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records
import ReferenceLog
import TestSupport
import Testing

@Suite final class FlushTests {
    private let clock = ManualClock()
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func engine(_ durability: Durability) throws -> ReferenceLogEngine {
        var options = EngineOptions(clusterId: "c", nodeId: 1)
        options.durability = durability
        return try ReferenceLogEngine(
            directory: folder.path, options: options, disk: PosixDisk(), clock: clock,
            random: SeededSource())
    }

    private func log(
        _ engine: ReferenceLogEngine, _ config: LogConfig = LogConfig()
    ) throws -> any PartitionLog {
        try engine.create(LogFixture.partition, topicId: LogFixture.topicId, config: config)
    }

    private func append(to log: any PartitionLog) throws {
        let record = Record(key: "k", value: "v", timestamp: clock.nowMillis)
        _ = try log.append(
            RecordBatchBuilder([record]).build(), origin: .client, leaderEpoch: 0)
    }

    @Test func `writes that come while a flush runs share the next`() throws {
        let engine = try engine(.groupCommit)
        let log = try log(engine)
        #expect(engine.pendingFlush() == nil)
        try append(to: log)
        #expect(log.durableOffset == 0)
        let first = try #require(engine.pendingFlush())
        #expect(first.partitions == [LogFixture.partition])
        try append(to: log)
        try append(to: log)
        #expect(engine.pendingFlush() == nil)
        engine.finishFlush(first, error: first.run())
        #expect(log.durableOffset == 1)
        let second = try #require(engine.pendingFlush())
        engine.finishFlush(second, error: second.run())
        #expect(log.durableOffset == 3)
        #expect(engine.pendingFlush() == nil)
    }

    @Test func `in sync mode each append has a flush of its own`() throws {
        let engine = try engine(.sync)
        let log = try log(engine)
        try append(to: log)
        try append(to: log)
        for offset in 1...2 {
            let job = try #require(engine.pendingFlush())
            engine.finishFlush(job, error: job.run())
            #expect(log.durableOffset == Int64(offset))
        }
        #expect(engine.pendingFlush() == nil)
    }

    @Test func `a failed flush is final`() throws {
        let engine = try engine(.groupCommit)
        let log = try log(engine)
        try append(to: log)
        let job = try #require(engine.pendingFlush())
        engine.finishFlush(
            job, error: StorageError(.noSpace, operation: "fdatasync", path: "x"))
        #expect(log.durableOffset == 0)
        #expect(engine.pendingFlush() == nil)
        #expect(engine.failure?.operation == "fdatasync")
        #expect(throws: AppendRefusal.self) { try append(to: log) }
        #expect(throws: ReadRefusal.self) {
            try log.read(from: 0, bytesMax: 1000, wholeFirstBatch: true, bound: .logEnd)
        }
        #expect(throws: StorageError.self) { try engine.tick() }
        #expect(throws: StorageError.self) { try engine.close() }
    }

    @Test func `page-cache mode flushes nothing but what is asked for`() throws {
        let engine = try engine(.pageCache)
        var config = LogConfig()
        config.flushMessages = 3
        let log = try log(engine, config)
        try append(to: log)
        try append(to: log)
        #expect(log.durableOffset == 2)
        #expect(engine.pendingFlush() == nil)
        try append(to: log)
        #expect(log.durableOffset == 2)
        engine.flushPending()
        #expect(log.durableOffset == 3)
    }

    @Test func `flush.ms bounds how long a write stays unflushed`() throws {
        let engine = try engine(.pageCache)
        var config = LogConfig()
        config.flushMillis = 500
        let log = try log(engine, config)
        try append(to: log)
        #expect(try engine.tick() == clock.nowMillis + 500)
        #expect(engine.pendingFlush() == nil)
        clock.advance(by: 500)
        _ = try engine.tick()
        let job = try #require(engine.pendingFlush())
        engine.finishFlush(job, error: job.run())
        #expect(try engine.tick() > clock.nowMillis + 500)
    }

    @Test func `flush.ms counts from when it is set for what was written before`() throws {
        let engine = try engine(.pageCache)
        let log = try log(engine)
        try append(to: log)
        #expect(try engine.tick() > clock.nowMillis + 500)
        log.config.flushMillis = 500
        #expect(try engine.tick() == clock.nowMillis + 500)
        clock.advance(by: 500)
        _ = try engine.tick()
        engine.flushPending()
        clock.advance(by: 300)
        try append(to: log)
        #expect(try engine.tick() == clock.nowMillis + 500)
    }

    @Test func `a closed segment is flushed with its indexes, beside the owner`() throws {
        let engine = try engine(.pageCache)
        var config = LogConfig()
        config.segmentBytes = 100
        let log = try log(engine, config)
        for _ in 0..<3 { try append(to: log) }
        let job = try #require(engine.pendingFlush())
        engine.finishFlush(job, error: job.run())
        #expect(engine.pendingFlush() == nil)
        clock.advance(by: 60_000)
        _ = try engine.tick()
        engine.flushPending()
        let checkpoint = try PosixDisk().open(
            "\(folder.path)/recovery-point-offset-checkpoint", .existing)
        #expect(try checkpoint.read(position: 0, count: 100).text == "0\n1\norders 0 2\n")
    }

    @Test func `what recovery found is promised once it is flushed`() throws {
        do {
            let engine = try engine(.groupCommit)
            try append(to: try log(engine))
        }
        let engine = try engine(.groupCommit)
        let log = try #require(engine.logs[LogFixture.partition])
        #expect(log.logEndOffset == 1)
        #expect(log.durableOffset == 0)
        engine.flushPending()
        #expect(log.durableOffset == 1)
    }
}
