// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import LogContract
import Records
import ReferenceLog
import Testing

/// When a segment ends, each reason by itself.
@Suite struct RollTests {
    /// What makes the second of two batches begin a segment.
    struct Reason: CustomStringConvertible, Sendable {
        var description: String
        var change: @Sendable (inout LogConfig) -> Void = { _ in }
        /// Milliseconds between the timestamps of the batches.
        var gapMillis: Int64 = 0
        /// Milliseconds that pass in between.
        var pause: Int64 = 0
        /// Offset of the second batch, where it is copied from a leader.
        var offset: Int64?
        var rolls = true
    }

    static let reasons: [Reason] = [
        Reason(description: "nothing", rolls: false),
        Reason(description: "size", change: { $0.segmentBytes = 120 }),
        Reason(description: "record time", change: { $0.segmentMillis = 1000 }, gapMillis: 1001),
        Reason(
            description: "record time not over", change: { $0.segmentMillis = 1000 },
            gapMillis: 1000, rolls: false),
        Reason(
            description: "an idle clock does not count where records have times",
            change: { $0.segmentMillis = 1000 }, pause: 5000, rolls: false),
        Reason(
            description: "jitter",
            change: {
                $0.segmentMillis = 1_000_000
                $0.segmentJitterMillis = 1_000_000
            }, gapMillis: 999_999),
        Reason(description: "a full offset index", change: { $0.segmentIndexBytes = 0 }),
        Reason(description: "an offset out of reach", offset: 1 + Int64(Int32.max)),
        Reason(
            description: "an offset just in reach", offset: Int64(Int32.max), rolls: false),
        Reason(
            description: "max.compaction.lag.ms",
            change: {
                $0.cleanupPolicy = .compact
                $0.maxCompactionLagMillis = 1000
            }, gapMillis: 1001),
    ]

    @Test(arguments: reasons)
    func `a segment ends for this reason`(_ reason: Reason) throws {
        let fixture = try LogFixture { config in
            config.timestampAfterMillisMax = .max
            reason.change(&config)
        }
        let now = fixture.clock.nowMillis
        try fixture.append(RecordBatchBuilder([Record(key: "k", value: "a", timestamp: now)]))
        fixture.clock.advance(by: reason.pause)
        var second = RecordBatchBuilder([
            Record(key: "k", value: "b", timestamp: now + reason.gapMillis)
        ])
        second.baseOffset = reason.offset ?? 0
        let log = try fixture.log
        _ = try log.append(
            second.build(), origin: reason.offset == nil ? .client : .replication, leaderEpoch: 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: fixture.partitionPath)
        #expect(names.filter { $0.hasSuffix(".log") }.count == (reason.rolls ? 2 : 1))
        let end = log.logEndOffset
        try fixture.reopen(cleanly: false)
        #expect(try fixture.log.logEndOffset == end)
    }

    @Test func `a preallocated segment is cut to what it holds when it ends`() throws {
        let fixture = try LogFixture {
            $0.preallocate = true
            $0.segmentBytes = 4096
        }
        func sizes() throws -> [Int] {
            let names = try FileManager.default.contentsOfDirectory(atPath: fixture.partitionPath)
            return try names.filter { $0.hasSuffix(".log") }.sorted().map {
                try Data(contentsOf: URL(filePath: "\(fixture.partitionPath)/\($0)")).count
            }
        }
        #expect(try sizes() == [4096])
        while try sizes().count == 1 { try fixture.append([String(repeating: "x", count: 500)]) }
        let found = try sizes()
        #expect(found[0] < 4096 && found[1] == 4096)
        let end = try fixture.log.logEndOffset
        // What was preallocated is no damage, and nothing of it is kept.
        try fixture.reopen(cleanly: false)
        #expect(try fixture.log.logEndOffset == end)
        #expect(try fixture.engine.recoveryFindings.allSatisfy { $0.keptIn == nil })
        try fixture.append(["more"])
        try fixture.reopen(cleanly: true)
        #expect(try fixture.engine.recoveryFindings.isEmpty)
        #expect(try fixture.log.logEndOffset == end + 1)
        #expect(try sizes().allSatisfy { $0 < 4096 })
    }

    @Test func `configs are obeyed from the moment they change`() throws {
        let fixture = try LogFixture()
        let log = try fixture.log
        let big = String(repeating: "x", count: 1000)
        try fixture.append([big])
        log.config.messageBytesMax = 500
        #expect(throws: AppendRefusal.self) { try fixture.append([big]) }
        log.config.messageBytesMax = 5000
        log.config.timestampBeforeMillisMax = 1000
        let old = RecordBatchBuilder([
            Record(key: "k", value: "v", timestamp: fixture.clock.nowMillis - 1001)
        ])
        #expect(throws: AppendRefusal.self) { try fixture.append(old) }
        log.config.timestampBeforeMillisMax = .max
        try fixture.append(old)
        log.config.compression = 1
        log.config.gzipLevel = 9
        try fixture.append([big])
        log.config.compression = nil
        log.config.timestampType = .logAppendTime
        #expect(try fixture.append(["late"]).logAppendTime == fixture.clock.nowMillis)
        log.config.segmentBytes = 1200
        let size = log.sizeInBytes
        try fixture.append([big])
        #expect(log.sizeInBytes > size)
        log.config.retentionMillis = 1
        log.config.fileDeleteDelayMillis = 0
        fixture.clock.advance(by: 400_000)
        _ = try fixture.engine.tick()
        #expect(log.logStartOffset == log.logEndOffset && log.sizeInBytes == 0)
    }
}
