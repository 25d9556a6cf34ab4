// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import LogContract
import Records
import ReferenceLog
import Testing

/// What stands beside the batches is a help, never the truth.
@Suite struct LyingFilesTests {
    private func fixture() throws -> LogFixture {
        let fixture = try LogFixture {
            $0.indexIntervalBytes = 1
            $0.segmentBytes = 300
        }
        for index in 0..<12 {
            try fixture.append(
                RecordBatchBuilder([
                    Record(
                        value: "value \(index)", timestamp: fixture.clock.nowMillis + Int64(index))
                ]), epoch: Int32(index / 5))
        }
        return fixture
    }

    private func replace(_ name: String, of fixture: LogFixture, with bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(filePath: "\(fixture.partitionPath)/\(name)"))
    }

    @Test(arguments: [[0, 0, 0, 2, 0, 0, 0, 17], [0, 0, 0, 2, 0x7F, 0xFF, 0xFF, 0xFF]])
    func `an index that points nowhere hides nothing`(entry: [UInt8]) throws {
        let fixture = try fixture()
        try fixture.engine.close()
        let names = try FileManager.default.contentsOfDirectory(atPath: fixture.partitionPath)
        for name in names where name.hasSuffix(".index") {
            try replace(name, of: fixture, with: entry)
        }
        try fixture.reopen(cleanly: false)
        #expect(try fixture.log.logEndOffset == 12)
        #expect(try fixture.values() == (0..<12).map { "value \($0)" })
    }

    @Test(arguments: [false, true])
    func `an index made anew is as dense as its topic wants it`(isGone: Bool) throws {
        let fixture = try LogFixture { $0.indexIntervalBytes = 1 }
        for index in 0..<12 { try fixture.append(["value \(index)"]) }
        try fixture.engine.close()
        fixture.changeOptions = { options in
            options.topicConfigs = [LogFixture.partition.topic: options.config]
            options.config = LogConfig()
        }
        let name = "00000000000000000000.index"
        let path = "\(fixture.partitionPath)/\(name)"
        let written = try Array(Data(contentsOf: URL(filePath: path)))
        #expect(written.count == 11 * 8)
        if isGone {
            try FileManager.default.removeItem(atPath: path)
        } else {
            // Its last entry is as it was, and the first that is looked up is a lie.
            let lie: [UInt8] = [0, 0, 0, 2, 0, 0, 0, 17]
            try replace(name, of: fixture, with: lie + written.dropFirst(8))
        }
        try fixture.reopen(cleanly: false)
        #expect(try fixture.values(from: 2).count == 10)
        try fixture.engine.close()
        #expect(try Array(Data(contentsOf: URL(filePath: path))) == written)
    }

    @Test func `a batch of impossible offsets does not end the making of an index`() throws {
        let fixture = try fixture()
        try fixture.engine.close()
        let names = try FileManager.default.contentsOfDirectory(atPath: fixture.partitionPath)
        let name = try #require(names.filter { $0.hasSuffix(".log") }.sorted().dropFirst().first)
        var bytes = try Data(contentsOf: URL(filePath: "\(fixture.partitionPath)/\(name)"))
        let far: [UInt8] = [0x80, 0, 0, 0, 0, 0, 0, 0]
        let late: [UInt8] = [0x7F, 0, 0, 0, 0, 0, 0, 0]
        bytes.replaceSubrange(0..<8, with: far)
        bytes.replaceSubrange(35..<43, with: late)
        try replace(name, of: fixture, with: Array(bytes))
        try replace(
            name.replacing(".log", with: ".index"), of: fixture, with: [0, 0, 0, 2, 0, 0, 0, 17])
        try fixture.reopen(cleanly: false)
        let log = try fixture.log
        #expect(log.logEndOffset == 12)
        for timestamp in [0, fixture.clock.nowMillis + 5, .max] {
            _ = try? log.firstOffset(at: timestamp, bound: .logEnd)
        }
        _ = try? log.offsetOfMaxTimestamp()
        for offset in 0..<12 {
            _ = try? log.read(
                from: Int64(offset), bytesMax: 1000, wholeFirstBatch: true, bound: .logEnd)
        }
    }

    @Test func `an index that ends where the file ends does not lower the log's end`() throws {
        let fixture = try LogFixture()
        try fixture.append(["a", "b"])
        try fixture.append(["c"])
        try fixture.engine.close()
        let log = "\(fixture.partitionPath)/00000000000000000000.log"
        let size = try Data(contentsOf: URL(filePath: log)).count
        try replace(
            "00000000000000000000.index", of: fixture, with: [0, 0, 0, 2, 0, 0, 0, UInt8(size)])
        try fixture.reopen(cleanly: false)
        #expect(try fixture.log.logEndOffset == 3)
    }

    @Test func `epochs that make no sense are put aside and read from the batches`() throws {
        let fixture = try fixture()
        try fixture.engine.close()
        try replace("leader-epoch-checkpoint", of: fixture, with: Array("0\n7\nx".utf8))
        try fixture.reopen(cleanly: false)
        let log = try fixture.log
        #expect(log.endOffset(ofEpoch: 0)?.endOffset == 5)
        #expect(log.endOffset(ofEpoch: 1)?.endOffset == 10)
        #expect(log.leaderEpoch(of: 11) == 2)
        let finding = try #require(try fixture.engine.recoveryFindings.first)
        #expect(finding.keptIn.map { FileManager.default.fileExists(atPath: $0) } == true)
    }

    @Test func `a segment's name leaves room for its offsets`() throws {
        let fixture = try fixture()
        try fixture.engine.close()
        try replace("09223372036854775807.log", of: fixture, with: [])
        try fixture.reopen(cleanly: false)
        #expect(try fixture.log.logEndOffset == 12)
    }

    @Test func `a checkpoint of offsets that cannot be is none`() throws {
        let fixture = try fixture()
        try fixture.engine.close()
        let text = "0\n1\n\(LogFixture.partition.topic) 0 9223372036854775807\n"
        try text.write(
            toFile: "\(fixture.path)/log-start-offset-checkpoint", atomically: true,
            encoding: .utf8)
        try fixture.reopen(cleanly: false)
        #expect(try fixture.log.logStartOffset == 0)
        #expect(try fixture.log.logEndOffset == 12)
    }
}
