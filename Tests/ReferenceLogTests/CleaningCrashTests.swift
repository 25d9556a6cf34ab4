// SPDX-License-Identifier: Apache-2.0

import Foundation
import LogContract
import Records
import ReferenceLog
import TestSupport
import Testing

/// A kill at any change a round makes leaves the old segments or the new ones.
@Suite struct CleaningCrashTests {
    private let partition = LogFixture.partition

    /// A log of seven segments that were never cleaned; `segmentBytes` decides which of them will
    /// become one.
    private func make(segmentBytes: Int) throws -> LogFixture {
        let fixture = try LogFixture.compacted()
        func transactional(_ sequence: Int32) -> (inout RecordBatchBuilder) -> Void {
            {
                $0.isTransactional = true
                $0.producerId = 5
                $0.producerEpoch = 0
                $0.baseSequence = sequence
            }
        }
        func next() { fixture.clock.advance(by: 10_000) }
        try fixture.put([("a", "1"), ("b", "1")])
        next()
        // Nothing of this segment stays: only an emptied batch shows that it was replaced.
        try fixture.put([("a", "aborted")], transactional(0))
        next()
        try fixture.put([("b", "2"), ("c", nil)])
        try fixture.end(5, .abort)
        next()
        try fixture.put([("d", "1")], transactional(1))
        next()
        try fixture.end(5, .commit)
        try fixture.put([("a", "2")])
        next()
        try fixture.put([("a", "3"), ("e", "1")])
        next()
        try fixture.put([("active", "1")])
        fixture.config.segmentBytes = segmentBytes
        try fixture.reopen(cleanly: true)
        return fixture
    }

    /// Bases of the segments that are there.
    private func bases(_ fixture: LogFixture) throws -> [Int64] {
        try FileManager.default.contentsOfDirectory(atPath: fixture.partitionPath)
            .filter { $0.hasSuffix(".log") }.compactMap { Int64($0.prefix(20)) }.sorted()
    }

    private func offset(_ text: String) -> Int64 { Int64(text.prefix { $0 != ":" }) ?? -1 }

    private func check(_ fixture: LogFixture, after changes: Int) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: fixture.partitionPath)
        for suffix in [".cleaned", ".swap", ".deleted"] {
            #expect(!names.contains { $0.hasSuffix(suffix) }, "\(changes): \(names)")
        }
        #expect(try fixture.engine.recoveryFindings.isEmpty, "\(changes)")
        let log = try fixture.log
        log.advanceHighWatermark(to: log.logEndOffset)
    }

    @Test func `One group comes out whole, old or new`() throws {
        let reference = try make(segmentBytes: 1 << 20)
        let (before, view) = (try reference.stored(), try reference.committedView())
        let end = try reference.log.logEndOffset
        try reference.engine.clean(partition)
        let after = try reference.stored()
        #expect(after.count < before.count)
        var outcomes: Set<[String]> = []
        for changes in 0..<1000 {
            let fixture = try make(segmentBytes: 1 << 20)
            try fixture.engine.close()
            let disk = HaltingDisk(after: changes)
            fixture.disk = disk
            do {
                try fixture.reopen(cleanly: false)
                try fixture.engine.clean(partition)
            } catch {
                #expect(disk.isHalted, "\(error)")
            }
            fixture.disk = PosixDisk()
            try fixture.reopen(cleanly: false)
            try check(fixture, after: changes)
            let stored = try fixture.stored()
            #expect(stored == before || stored == after, "after \(changes) changes")
            #expect(try fixture.committedView() == view, "after \(changes) changes")
            #expect(try fixture.log.logEndOffset == end)
            outcomes.insert(stored)
            if !disk.isHalted { break }
            try fixture.engine.clean(partition)
            #expect(try fixture.stored() == after, "after \(changes) changes")
        }
        #expect(outcomes == [before, after])
    }

    @Test func `Each of several groups comes out whole, old or new`() throws {
        let reference = try make(segmentBytes: 200)
        let (before, view) = (try reference.stored(), try reference.committedView())
        #expect(try bases(reference).count == 7)
        try reference.engine.clean(partition)
        let after = try reference.stored()
        let bases = try bases(reference)
        #expect(bases.count > 2)
        // The groups before a base are new, the others old.
        let allowed = Set(
            (bases + [.max]).map { base in
                after.filter { offset($0) < base } + before.filter { offset($0) >= base }
            })
        for changes in 0..<1000 {
            let fixture = try make(segmentBytes: 200)
            try fixture.engine.close()
            let disk = HaltingDisk(after: changes)
            fixture.disk = disk
            do {
                try fixture.reopen(cleanly: false)
                try fixture.engine.clean(partition)
            } catch {
                #expect(disk.isHalted, "\(error)")
            }
            fixture.disk = PosixDisk()
            try fixture.reopen(cleanly: false)
            try check(fixture, after: changes)
            #expect(allowed.contains(try fixture.stored()), "after \(changes) changes")
            #expect(try fixture.committedView() == view, "after \(changes) changes")
            if !disk.isHalted { break }
        }
    }

    @Test func `A kill while a half-done swap is settled does no harm`() throws {
        let reference = try make(segmentBytes: 1 << 20)
        let view = try reference.committedView()
        for first in stride(from: 12, to: 60, by: Needs.isNightly ? 1 : 7) {
            for second in 0..<40 {
                let fixture = try make(segmentBytes: 1 << 20)
                try fixture.engine.close()
                fixture.disk = HaltingDisk(after: first)
                do {
                    try fixture.reopen(cleanly: false)
                    try fixture.engine.clean(partition)
                } catch {}
                let disk = HaltingDisk(after: second)
                fixture.disk = disk
                do { try fixture.reopen(cleanly: false) } catch {}
                fixture.disk = PosixDisk()
                try fixture.reopen(cleanly: false)
                try check(fixture, after: first * 100 + second)
                let (found, stored) = (try fixture.committedView(), try fixture.stored())
                #expect(found == view, "\(first), \(second): \(stored)")
                if !disk.isHalted { break }
            }
        }
    }

    @Test(arguments: [true, false])
    func `A cleaned segment that lost its indexes is read all the same`(
        _ cleanly: Bool
    ) throws {
        let fixture = try make(segmentBytes: 1 << 20)
        try fixture.engine.clean(partition)
        let (view, stored) = (try fixture.committedView(), try fixture.stored())
        if cleanly { try fixture.engine.close() }
        for suffix in [".index", ".timeindex"] {
            try FileManager.default.removeItem(
                atPath: "\(fixture.partitionPath)/00000000000000000000\(suffix)")
        }
        try fixture.reopen(cleanly: false)
        let log = try fixture.log
        log.advanceHighWatermark(to: log.logEndOffset)
        #expect(try fixture.stored() == stored)
        #expect(try fixture.committedView() == view)
    }
}
