// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import Glibc
import LogContract
import Records
import ReferenceLog
import TestSupport
import Testing

/// Times and offsets at the ends of what a number can be, from files, producers and leaders.
@Suite struct ExtremeTimesTests {
    /// A disk whose files last changed at a time that cannot be.
    private final class TimelessDisk: PassingDisk {
        let real = PosixDisk()
        private let millis: Int64

        init(millis: Int64) { self.millis = millis }

        func modificationMillis(of path: String) -> Int64 { millis }
        func setModificationMillis(of path: String, to millis: Int64) {}
    }

    @Test(arguments: [Int64.min, .min + 1, -1, 0, .max], [Int64(-1), 0, 1, .max])
    func `records without a time are as old as their file`(
        changed: Int64, retention: Int64
    ) throws {
        let fixture = try LogFixture {
            $0.segmentBytes = 200
            $0.retentionMillis = retention
            $0.minCompactionLagMillis = max(retention, 0)
            $0.cleanupPolicy = [.delete, .compact]
        }
        fixture.disk = TimelessDisk(millis: changed)
        try fixture.reopen(cleanly: true)
        for index in 0..<4 {
            try fixture.append(
                RecordBatchBuilder([
                    Record(key: "k", value: "\(index)", timestamp: -1)
                ]))
        }
        fixture.clock.advance(by: 400_000)
        _ = try fixture.engine.tick()
        let oldest = fixture.clock.nowMillis - max(retention, 0)
        let isOld = retention >= 0 && changed < oldest
        #expect(try fixture.log.logStartOffset == (isOld ? 4 : 0))
        try fixture.engine.clean(LogFixture.partition)
    }

    @Test(arguments: [Int64.min, -2, -1, 0, .max])
    func `records of any time are kept and found`(timestamp: Int64) throws {
        let fixture = try LogFixture {
            $0.segmentBytes = 200
            $0.timestampBeforeMillisMax = .max
            $0.timestampAfterMillisMax = .max
            $0.retentionMillis = .max
            $0.cleanupPolicy = [.delete, .compact]
            $0.minCleanableDirtyRatio = 0
        }
        for index in 0..<4 {
            let batch = RecordBatchBuilder([
                Record(key: "k\(index)", value: "v", timestamp: timestamp)
            ])
            // What a leader stored may hold what this one refuses.
            var builder = batch
            builder.baseOffset = Int64(index)
            _ = try fixture.log.append(
                builder.build(using: fixture.codecs), origin: .replication, leaderEpoch: 0)
        }
        let log = try fixture.log
        log.advanceHighWatermark(to: 4)
        fixture.clock.advance(by: 400_000)
        _ = try fixture.engine.tick()
        try fixture.engine.clean(LogFixture.partition)
        _ = try log.firstOffset(at: 0, bound: .highWatermark)
        _ = try log.offsetOfMaxTimestamp()
        try fixture.reopen(cleanly: false)
        try fixture.log.advanceHighWatermark(to: 4)
        #expect(try fixture.values().count == 4)
    }

    /// tmpfs and others keep any 64 bits.
    @Test(arguments: [Int64.min, -1, 0, 1 << 40, .max])
    func `a file's own time cannot be too far off`(seconds: Int64) throws {
        let memory = "/dev/shm"
        let folder =
            access(memory, W_OK) == 0 ? memory : FileManager.default.temporaryDirectory.path
        let path = "\(folder)/assay-\(getpid())-\(seconds)"
        let disk = PosixDisk()
        _ = try disk.open(path, .truncate)
        defer { unlink(path) }
        let time = timespec(tv_sec: Int(seconds), tv_nsec: 999_000_000)
        guard utimensat(AT_FDCWD, path, [time, time], 0) == 0 else { return }
        let found = try disk.modificationMillis(of: path)
        #expect((found < 0) == (seconds < 0))
        let kept = max(min(found, 1 << 50), -1 << 50)
        try disk.setModificationMillis(of: path, to: kept)
        #expect(try disk.modificationMillis(of: path) == kept)
    }

    private static let baseMax = Int64.max - Int64(Int32.max) - 1

    @Test
    func `a log whose offsets are at their end takes no more`() throws {
        let fixture = try LogFixture()
        let log = try fixture.log
        try log.truncateFully(startingAt: Self.baseMax)
        var last = RecordBatchBuilder([Record(value: "v", timestamp: 1)])
        last.baseOffset = Self.baseMax
        last.lastOffsetDelta = .max
        _ = try log.append(
            last.build(using: fixture.codecs), origin: .replication, leaderEpoch: 0)
        #expect(log.logEndOffset == .max)
        for (key, origin) in [("k", AppendOrigin.client), ("c", .coordinator)] {
            let batch = RecordBatchBuilder([
                Record(key: key, value: "v", timestamp: 1)
            ])
            #expect(throws: AppendRefusal.self) {
                try log.append(
                    batch.build(using: fixture.codecs), origin: origin, leaderEpoch: 0)
            }
        }
        #expect(try fixture.engine.failure == nil)
    }

    @Test(
        arguments: [(.max, 1), (baseMax + 1, 0), (.min, 0), (-1, 5), (0, -1)] as [(Int64, Int32)])
    func `a leader's batch with offsets that cannot be is refused`(
        base: Int64, delta: Int32
    ) throws {
        let fixture = try LogFixture()
        var batch = RecordBatchBuilder([Record(value: "v", timestamp: 1)])
        batch.baseOffset = base
        batch.lastOffsetDelta = delta
        #expect(throws: AppendRefusal.self) {
            try fixture.log.append(
                batch.build(using: fixture.codecs), origin: .replication, leaderEpoch: 0)
        }
        #expect(try fixture.log.logEndOffset == 0)
    }
}
