// SPDX-License-Identifier: Apache-2.0

import Foundation
import LogContract
import LogInspector
import TestSupport
import Testing

/// Logs that a broker changes while they are read: retention, compaction and elections.
struct LiveLogTests {
    private func log() throws -> InspectedLog {
        let log = try InspectedLog()
        try log.fill(200)
        try log.stop()
        return log
    }

    /// Verifies a folder that was listed before `change`; `during` runs at the first batch of the
    /// segment that is named.
    private func findings(
        _ log: InspectedLog, isLive: Bool = true, change: () throws -> Void = {},
        during name: String = "", _ action: @escaping () throws -> Void = {}
    ) throws -> [Finding] {
        let folder = try #require(try InspectionTarget.partitions(of: [log.path]).first)
        try change()
        var options = VerifyOptions()
        options.isLive = isLive
        var findings: [Finding] = []
        var isDone = false
        let verifier = Verifier(options) { _, path in
            guard !isDone, path.hasSuffix("/\(name)") else { return }
            isDone = true
            do { try action() } catch { Issue.record(error) }
        } found: {
            findings.append($0)
        }
        verifier.verify(folder)
        #expect(verifier.totals.violations == findings.filter { $0.severity == .violation }.count)
        return findings
    }

    private func remove(_ log: InspectedLog, _ segment: String, _ kinds: [String]) throws {
        for kind in kinds {
            let path = log.file(segment.replacing(".log", with: kind))
            if FileManager.default.fileExists(atPath: path) {
                try FileManager.default.removeItem(atPath: path)
            }
        }
    }

    private static let all = [".log", ".index", ".timeindex", ".txnindex", ".snapshot"]

    @Test(arguments: [true, false])
    func `segments and snapshots that retention takes away are no breach`(
        _ isLive: Bool
    ) throws {
        let log = try log()
        let names = try log.names(".log")
        let gone = names.prefix(2)
        let found = try findings(log, isLive: isLive) {
            for name in gone { try remove(log, name, Self.all) }
        }
        if isLive {
            #expect(found.allSatisfy { $0.severity == .note }, "\(found)")
            let told = try #require(found.first { $0.rule == "L10" })
            #expect(told.path == log.file(names[0]))
            #expect(told.reason.hasSuffix("and 1 more behind it"))
        } else {
            #expect(found.contains { $0.severity == .violation })
        }
    }

    @Test func `a snapshot that goes by itself, and a topic that goes whole, are no breach`()
        throws
    {
        let log = try log()
        let snapshot = try #require(try log.names(".snapshot").last)
        let found = try findings(log) {
            try FileManager.default.removeItem(atPath: log.file(snapshot))
        }
        #expect(found.map(\.severity) == [.note] && found.first?.rule == "P3", "\(found)")
        let deleted = try findings(log) {
            try FileManager.default.moveItem(
                atPath: log.partitionPath, toPath: log.path + "/orders-0.0123-delete")
        }
        #expect(deleted.allSatisfy { $0.severity == .note }, "\(deleted)")
    }

    @Test func `an index that is put in place while the segment is read is read once more`() throws
    {
        let log = try log()
        let name = try log.names(".log")[1]
        let index = name.replacing(".log", with: ".index")
        let sound = try Data(contentsOf: URL(filePath: log.file(index)))
        try log.damage(index) { $0[7] ^= 1 }
        let other = log.path + "/index"
        try sound.write(to: URL(filePath: other))
        let found = try findings(log, during: name) {
            try FileManager.default.removeItem(atPath: log.file(index))
            try FileManager.default.moveItem(atPath: other, toPath: log.file(index))
        }
        #expect(found.isEmpty, "\(found)")
    }

    @Test func `segments that compaction puts together are read as the one they became`() throws {
        let log = try log()
        let names = try log.names(".log")
        let first = try Data(contentsOf: URL(filePath: log.file(names[1])))
        let second = try Data(contentsOf: URL(filePath: log.file(names[2])))
        try log.damage(names[1]) { $0 = first + second }
        try remove(log, names[1], [".index", ".timeindex"])
        let found = try findings(log, during: names[1]) {
            try remove(log, names[2], Self.all)
        }
        #expect(found.allSatisfy { $0.severity == .note }, "\(found)")
        #expect(!found.contains { $0.rule == "L10" })
    }

    @Test func `rot in a log that is written stays a breach`() throws {
        let log = try log()
        let name = try log.names(".log")[1]
        try log.damage(name) { $0[300] ^= 1 }
        let found = try findings(log).filter { $0.severity == .violation }
        #expect(found.map(\.rule) == ["L7"])
    }

    @Test func `an epoch that begins after the epochs were read is looked up`() throws {
        let log = try log()
        let name = try #require(try log.names(".log").last)
        let first = try #require(Int64(name.prefix(20)))
        let path = log.file("leader-epoch-checkpoint")
        let found = try findings(log, during: try log.names(".log")[1]) {
            // The batches' epoch is outside their checksum.
            try log.damage(name) { data in
                var place = 0
                while place + 16 < data.count {
                    data[place + 15] = 4
                    let size = data[(place + 8)..<(place + 12)].reduce(0) { $0 << 8 | Int($1) }
                    place += 12 + size
                }
            }
            try "0\n2\n0 0\n4 \(first)\n".write(
                toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(found.isEmpty, "\(found)")
    }

    /// Kafka makes an index of zeros at its full size and fills it while it is read.
    @Test func `entries written behind the window that was read are seen`() throws {
        let log = try HandmadeLog()
        func entries(_ numbers: ClosedRange<Int32>) -> [UInt8] {
            numbers.flatMap { number in
                var entry = [UInt8](repeating: 0, count: 8)
                HandmadeLog.put(number, in: &entry, at: 0)
                HandmadeLog.put(number * 100, in: &entry, at: 4)
                return entry
            }
        }
        let room = [UInt8](repeating: 0, count: 16 << 10)
        let name = HandmadeLog.stem(0) + ".index"
        try log.write(entries(1...3) + room, to: name)
        let reader = try IndexReader<OffsetIndexEntry>(log.file(name))
        for number in Int32(1)...3 { #expect(try reader.next()?.relativeOffset == number) }
        // In place, as through a mapping.
        let file = try FileHandle(forUpdating: URL(filePath: log.file(name)))
        try file.write(contentsOf: Data(entries(1...9)))
        try file.close()
        for number in Int32(4)...9 { #expect(try reader.next()?.relativeOffset == number) }
        #expect(try reader.next() == nil)
        #expect(reader.zeroBytes == Int64(room.count - 48))
    }

    @Test func `zeros with something behind them take no longer than other entries`() throws {
        let log = try HandmadeLog()
        let name = HandmadeLog.stem(0) + ".index"
        var bytes = [UInt8](repeating: 0, count: 2 << 20)
        bytes[bytes.count - 1] = 1
        try log.write(bytes, to: name)
        let reader = try IndexReader<OffsetIndexEntry>(log.file(name))
        var count = 0
        while try reader.next() != nil { count += 1 }
        #expect(count == bytes.count / 8)
        #expect(reader.zeroBytes == 0)
    }

    @Test func `statistics leave out what is gone`() throws {
        let log = try log()
        let folder = try #require(try InspectionTarget.partitions(of: [log.path]).first)
        try remove(log, try log.names(".log")[0], Self.all)
        let statistics = try StatisticsCollector().collect(folder)
        #expect(statistics.goneSegments == 1)
        #expect(statistics.segments == folder.segments.count - 1)
    }
}
