// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import LogContract
import LogInspector
import Records
import TestSupport
import Testing

struct VerifierTests {
    private func cleanLog(_ batches: Int = 60) throws -> InspectedLog {
        let log = try InspectedLog()
        try log.fill(batches)
        try log.stop()
        return log
    }

    private func violations(_ log: InspectedLog) throws -> [Finding] {
        try log.findings().filter { $0.severity == .violation }
    }

    @Test func `a log of the reference engine breaks no rule`() throws {
        let log = try cleanLog()
        #expect(try log.names(".log").count > 1)
        #expect(try log.findings().isEmpty)
    }

    @Test func `a flipped bit is found with its file and position`() throws {
        let log = try cleanLog()
        let name = try #require(try log.names(".log").first)
        try log.damage(name) { $0[300] ^= 0x10 }
        let found = try violations(log)
        #expect(found.map(\.rule) == ["L7"])
        #expect(found.first?.path == log.file(name))
        let position = try #require(found.first?.position)
        #expect(position <= 300 && position > 100)
    }

    @Test func `a torn end is a tail where the stop was not clean, and a violation where it was`()
        throws
    {
        for cleanly in [false, true] {
            let log = try InspectedLog()
            try log.fill(60)
            try log.stop(cleanly: cleanly)
            let name = try #require(try log.names(".log").last)
            try log.damage(name) { $0.removeLast(5) }
            let torn = try #require(try log.findings().first { $0.path == log.file(name) })
            #expect(torn.rule == "L7")
            #expect(torn.severity == (cleanly ? .violation : .tail))
            #expect(torn.position ?? 0 > 0)
            var live = VerifyOptions()
            live.isLive = true
            if !cleanly {
                #expect(try log.findings(live).allSatisfy { $0.severity != .violation })
            }
        }
    }

    @Test func `a damaged batch at the end may be torn, one in the middle is rot`() throws {
        for isLast in [true, false] {
            let log = try InspectedLog(segmentBytes: 1 << 20)
            try log.fill(20)
            try log.stop(cleanly: false)
            let name = try #require(try log.names(".log").first)
            try log.damage(name) { $0[isLast ? $0.count - 3 : 400] ^= 1 }
            let found = try #require(try log.findings().first { $0.rule == "L7" })
            #expect(found.severity == (isLast ? .tail : .violation))
        }
    }

    @Test func `index entries that mislead are found`() throws {
        let log = try cleanLog()
        let index = try #require(try log.names(".index").first)
        try log.damage(index) { $0[7] ^= 1 }
        #expect(try violations(log).contains { $0.rule == "L8" && $0.path == log.file(index) })
        let times = try cleanLog()
        let timeIndex = try #require(try times.names(".timeindex").first)
        try times.damage(timeIndex) { $0.removeLast(12) }
        #expect(try violations(times).contains { $0.rule == "L9" })
    }

    /// Every byte of every entry; what leaves a time entry within its batch misleads nobody.
    @Test func `an index that lies in any entry is found there`() throws {
        let log = try cleanLog(40)
        let records: Int64 = 2
        var changes = 0
        for (suffix, size) in [(".index", 8), (".timeindex", 12)] {
            for name in try log.names(suffix) {
                let before = try Data(contentsOf: URL(filePath: log.file(name)))
                for place in before.indices {
                    let bit = UInt8(place * 7 % 8)
                    try log.damage(name) { $0[place] ^= 1 << bit }
                    defer { try? before.write(to: URL(filePath: log.file(name))) }
                    let isWithinBatch = size == 12 && place % size == 11 && 1 << bit < records
                    if isWithinBatch { continue }
                    changes += 1
                    let entry = Int64(place / size * size)
                    let found = try violations(log).filter { $0.path == log.file(name) }
                    #expect(
                        found.contains { abs(($0.position ?? -1) - entry) <= Int64(size) },
                        "\(name) at \(place): \(found)")
                }
            }
        }
        #expect(changes > 100)
    }

    @Test func `snapshots, epochs and topic ids are held against the log`() throws {
        let log = try cleanLog()
        let snapshot = try #require(try log.names(".snapshot").last)
        try log.damage(snapshot) { $0[$0.count - 1] ^= 1 }
        #expect(try violations(log).contains { $0.rule == "P3" })

        let other = try cleanLog()
        try other.damage("leader-epoch-checkpoint") { $0 = Data("0\n1\n3 0\n".utf8) }
        #expect(try violations(other).contains { $0.rule == "L10" })
        try other.damage("leader-epoch-checkpoint") { $0 = Data("0\n2\n3 0\n".utf8) }
        #expect(try violations(other).contains { $0.rule == "L10" })
        try other.damage("partition.metadata") { $0 = Data("version: 0\n".utf8) }
        #expect(try violations(other).contains { $0.path.hasSuffix("partition.metadata") })
    }

    @Test func `a missing segment is a gap, and a gap where none may be is a violation`() throws {
        let log = try cleanLog(200)
        let name = try log.names(".log")[1]
        for suffix in ["log", "index", "timeindex"] {
            try FileManager.default.removeItem(
                atPath: log.file(name.replacing(".log", with: ".\(suffix)")))
        }
        var options = VerifyOptions()
        options.forbidsGaps = true
        #expect(try log.findings(options).contains { $0.rule == "L2" })
    }

    @Test func `checkpoints ahead of the log are told`() throws {
        let log = try cleanLog()
        let path = "\(log.path)/replication-offset-checkpoint"
        try "0\n1\norders 0 999\n".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try violations(log).map(\.rule) == ["L1"])
    }

    @Test func `a batch that stands twice, a gap in sequences and an old epoch are found`() throws {
        func batch(_ offset: Int64, sequence: Int32, epoch: Int16 = 1) throws -> ByteSlice {
            var batch = RecordBatchBuilder([Record(key: "k", value: "v", timestamp: 1)])
            batch.baseOffset = offset
            batch.partitionLeaderEpoch = 0
            batch.producerId = 9
            batch.producerEpoch = epoch
            batch.baseSequence = sequence
            return try batch.build()
        }
        for (second, rule) in [
            (try batch(1, sequence: 0), "P1"), (try batch(1, sequence: 5), "P2"),
            (try batch(1, sequence: 1, epoch: 0), "P4"),
        ] {
            let folder = try TemporaryDirectory()
            let path = folder.file("00000000000000000000.log")
            let bytes = try batch(0, sequence: 0).array + second.array
            try Data(bytes).write(to: URL(filePath: path))
            var rules: [String] = []
            try Verifier(VerifyOptions()) { rules.append($0.rule) }.verify([path])
            #expect(rules == [rule])
        }
    }

    @Test func `replicas that differ are told with the first differing offset`() throws {
        let first = try cleanLog()
        let second = try cleanLog()
        var findings: [Finding] = []
        let folders = try InspectionTarget.partitions(of: [first.path, second.path])
        let verifier = Verifier(VerifyOptions()) { findings.append($0) }
        let groups = InspectionTarget.replicas(among: folders)
        #expect(groups.count == 1)
        verifier.compare(groups[0])
        #expect(findings.isEmpty)
        let name = try #require(try second.names(".log").first)
        // The value of the last record of the first batch that is not compressed.
        let data = try Data(contentsOf: URL(filePath: second.file(name)))
        let place = try #require(data.firstRange(of: Data("value 1 1".utf8))?.lowerBound)
        try second.damage(name) { $0[place] ^= 0x20 }
        verifier.compare(try InspectionTarget.partitions(of: [first.path, second.path]))
        #expect(findings.map(\.rule) == ["R2"])
        #expect(findings.first?.offset == 3)
    }

    @Test func `batches outside the time asked for are not looked into`() throws {
        let log = try cleanLog()
        let name = try #require(try log.names(".log").last)
        try log.damage(name) { $0[$0.count - 1] ^= 1 }
        var options = VerifyOptions()
        options.timestamps = 0...1_700_000_000_100
        #expect(try log.findings(options).allSatisfy { $0.rule != "L7" })
    }

    /// Half of what `fill` wrote is older.
    private static let later: ClosedRange<Int64> = 1_700_000_000_300 ... .max

    @Test func `what is older than the time asked for still has its offsets`() throws {
        let log = try cleanLog(200)
        #expect(try log.names(".log").count > 3)
        var options = VerifyOptions()
        options.timestamps = Self.later
        options.forbidsGaps = true
        #expect(try log.findings(options).isEmpty)
        let first = try #require(try log.names(".log").first)
        // A value of the second batch, and the leader epoch of the first.
        try log.damage(first) { data in
            if let place = data.firstRange(of: Data("value 1 1".utf8)) {
                data[place.lowerBound] ^= 1
            }
        }
        #expect(try log.findings(options).isEmpty)
        try log.damage(first) { $0[15] = 3 }
        #expect(try log.findings(options).contains { $0.rule == "L4" })
        let second = try log.names(".log")[1]
        try log.damage(second) { $0[7] ^= 1 }
        #expect(try log.findings(options).contains { $0.path == log.file(second) })
    }

    @Test func `a time index that lies does not hide rot`() throws {
        let log = try cleanLog(200)
        let name = try #require(try log.names(".timeindex").dropLast(2).last)
        // All its entries say that it is long ago.
        try log.damage(name) { data in
            for entry in stride(from: 0, to: data.count, by: 12) {
                data.replaceSubrange(entry..<(entry + 6), with: Data(count: 6))
            }
        }
        let segment = name.replacing(".timeindex", with: ".log")
        try log.damage(segment) { $0[$0.count - 1] ^= 1 }
        var options = VerifyOptions()
        options.timestamps = Self.later
        let found = try log.findings(options)
        #expect(found.contains { $0.rule == "L7" && $0.path == log.file(segment) })
        #expect(found.contains { $0.rule == "L9" && $0.path == log.file(name) })
    }

    /// Processor time of this thread alone: other tests run beside it.
    private static var threadSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    @Test func `many open transactions and many markers are one pass`() throws {
        let producers: Int64 = 20_000
        let folder = try TemporaryDirectory()
        let path = folder.file("00000000000000000000.log")
        var bytes: [UInt8] = []
        var offset: Int64 = 0
        let codecs = RecordCodecs()
        func write(_ batch: RecordBatchBuilder) throws {
            var batch = batch
            batch.baseOffset = offset
            batch.partitionLeaderEpoch = 0
            offset += 1
            bytes += try batch.build(using: codecs).array
        }
        for round: Int32 in 0..<2 {
            for id in 0..<producers {
                var batch = RecordBatchBuilder([Record(key: "k", value: "v", timestamp: 1)])
                batch.producerId = id
                batch.producerEpoch = 0
                batch.baseSequence = round
                batch.isTransactional = true
                try write(batch)
            }
            for id in 0..<producers {
                // The last first, then the first: the earliest that is open is a different one.
                let ended = round == 0 ? producers - 1 - id : id
                try write(
                    RecordBatchBuilder.transactionMarker(
                        .commit, producerId: ended, producerEpoch: 0, coordinatorEpoch: 0,
                        timestamp: 1))
            }
        }
        try Data(bytes).write(to: URL(filePath: path))
        var rules: [String] = []
        let verifier = Verifier(VerifyOptions()) { rules.append($0.rule) }
        let before = Self.threadSeconds
        try verifier.verify([path])
        // A second or two, also of code that was not optimised; a look at every open transaction at
        // every marker is 800 million.
        #expect(Self.threadSeconds - before < 20)
        #expect(rules.isEmpty)
        #expect(verifier.totals.batches == 4 * producers)
    }

    @Test func `findings that repeat are counted`() throws {
        let log = try InspectedLog(segmentBytes: 1 << 20)
        try log.fill(100)
        try log.stop()
        try log.damage("leader-epoch-checkpoint") { $0 = Data("0\n1\n3 0\n".utf8) }
        var findings: [Finding] = []
        let verifier = Verifier(VerifyOptions()) { findings.append($0) }
        try verifier.verify([log.path])
        #expect(verifier.totals.violations == 100)
        #expect(findings.count == 21)
    }
}
