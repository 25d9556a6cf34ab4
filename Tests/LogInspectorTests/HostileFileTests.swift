// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Foundation
import LogContract
import LogInspector
import Records
import Results
import TestSupport
import Testing

/// Files that lie: whatever they say, every command comes to an end and says so.
struct HostileFileTests {
    /// A log of everything: producers, transactions, codecs, several segments.
    private func log() throws -> InspectedLog {
        let log = try InspectedLog()
        try log.fill(30)
        for round in 0..<6 {
            var batch = RecordBatchBuilder([
                Record(key: "t", value: "in a transaction", timestamp: 1_700_000_001_000)
            ])
            batch.isTransactional = true
            batch.producerId = 50
            batch.producerEpoch = 0
            batch.baseSequence = Int32(round)
            try log.append(batch)
            try log.append(
                .transactionMarker(
                    round % 2 == 0 ? .abort : .commit, producerId: 50, producerEpoch: 0,
                    coordinatorEpoch: 0, timestamp: 1_700_000_001_001), origin: .coordinator)
        }
        try log.fill(0)
        try log.stop(cleanly: false)
        return log
    }

    /// Runs everything that reads over the folder.
    private func readAll(_ log: InspectedLog) throws {
        _ = try log.findings()
        var options = DumpOptions()
        options.records = true
        options.unpackBytesMax = 1 << 20
        var text = DumpText(values: .text)
        var objects = DumpJSON(values: .text)
        var lines = 0
        try Dumper(options).show(log.path) { item in
            lines += text.line(item).count + objects.value(item).compact.count
            return true
        }
        for folder in try InspectionTarget.partitions(of: [log.path]) {
            _ = try StatisticsCollector(unpackBytesMax: 1 << 20).collect(folder)
            var options = RepairOptions()
            options.looksAtAll = true
            _ = try RepairPlanner(options).plan(folder)
        }
    }

    @Test func `a log with aborts breaks no rule`() throws {
        let log = try log()
        #expect(try log.names(".txnindex").count > 0)
        let broken = try log.findings().filter { $0.severity == .violation }
        #expect(broken.isEmpty, "\(broken)")
    }

    @Test func `mutated files never trap and never loop`() throws {
        let log = try log()
        var random = SeededGenerator()
        let names = try FileManager.default.contentsOfDirectory(atPath: log.partitionPath).sorted()
        let rounds = Needs.isNightly ? 20_000 : 100
        for _ in 0..<rounds {
            let name = try #require(names.randomElement(using: &random))
            let before = try Data(contentsOf: URL(filePath: log.file(name)))
            try log.damage(name) { Self.mutate(&$0, &random) }
            try readAll(log)
            try before.write(to: URL(filePath: log.file(name)))
        }
    }

    private static func mutate(_ data: inout Data, _ random: inout SeededGenerator) {
        var bytes = [UInt8](data)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0 where !bytes.isEmpty:
                bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes.removeLast(bytes.count - place)
            case 2: bytes.insert(contentsOf: random.bytes(9), at: place)
            case 3: bytes += [UInt8](repeating: 0, count: 100)
            case 4:
                // Lengths and counts at their limits.
                let limit: [UInt8] =
                    [
                        [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF],
                    ].randomElement(using: &random) ?? []
                for (index, byte) in limit.enumerated() where place + index < bytes.count {
                    bytes[place + index] = byte
                }
            default: bytes = random.bytes(Int.random(in: 0...200, using: &random))
            }
        }
        data = Data(bytes)
    }

    /// Mutations below a right checksum reach what lies behind it.
    @Test func `mutated records with right checksums never trap`() throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("00000000000000000000.log")
        var random = SeededGenerator()
        let sound = try RecordBatchBuilder(
            (0..<5).map { Record(key: "k\($0)", value: "value", timestamp: Int64($0)) }
        ).build().array
        for _ in 0..<(Needs.isNightly ? 50_000 : 300) {
            var data = Data(sound)
            let place = Int.random(in: 21..<sound.count, using: &random)
            data[place] = UInt8.random(in: .min ... .max, using: &random)
            if Bool.random(using: &random) {
                data[Int.random(in: 61..<sound.count, using: &random)] = 0xFF
            }
            let crc = data[21...].withUnsafeBytes { CRC32C.checksum($0) }
            withUnsafeBytes(of: crc.bigEndian) { data.replaceSubrange(17..<21, with: $0) }
            try data.write(to: URL(filePath: path))
            try Verifier(VerifyOptions()) { _ in }.verify([path])
            var options = DumpOptions()
            options.records = true
            try Dumper(options).show(path) { _ in true }
            _ = try StatisticsCollector().collect(
                try #require(try InspectionTarget.partitions(of: [path]).first))
        }
    }

    @Test func `what a batch unpacks to is bounded`() throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("00000000000000000000.log")
        let bomb = try RecordBatchBuilder(
            [Record(key: nil, value: ByteSlice([UInt8](repeating: 0, count: 8 << 20)))],
            codec: .zstd
        ).build()
        try Data(bomb.array).write(to: URL(filePath: path))
        var options = VerifyOptions()
        options.unpackBytesMax = 1 << 20
        var found = 0
        let verifier = Verifier(options) { _ in found += 1 }
        try verifier.verify([path])
        #expect(verifier.totals.passedOver == 1)
        #expect(found == 0)
    }

    @Test func `a batch larger than the reader holds is checked all the same`() throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("00000000000000000000.log")
        var batch = RecordBatchBuilder([
            Record(value: ByteSlice([UInt8](repeating: 7, count: 100_000)), timestamp: 5)
        ])
        let first = try batch.build().array
        batch.baseOffset = 1
        try Data(first + batch.build().array).write(to: URL(filePath: path))
        let reader = try SegmentReader(path, windowBytes: 4096, wholeBytesMax: 50_000)
        var whole: [Bool] = []
        while case .batch(let batch) = try reader.next() {
            whole.append(batch.isWhole)
            #expect(try reader.checksum(of: batch.frame) == batch.header?.crc)
        }
        #expect(whole == [false, false])
    }
}
