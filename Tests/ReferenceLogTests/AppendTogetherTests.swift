// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records
import ReferenceLog
import Synchronization
import TestSupport
import Testing

/// Batches given to a log together end up as if they had come one by one.
struct AppendTogetherTests {
    @Test(arguments: 0..<16)
    func `together or one by one, answers and files are the same`(_ run: Int) throws {
        let given = SeededGenerator()
        var random = SeededGenerator(seed: given.seed &+ UInt64(run))
        let config = Self.config(&random)
        let together = try LogFixture { $0 = config }
        let single = try LogFixture { $0 = config }
        var writers = [Writer](repeating: Writer(), count: 3)
        for turn in 0..<60 {
            let millis = Int64.random(in: 0...400, using: &random)
            together.clock.advance(by: millis)
            single.clock.advance(by: millis)
            let batches = try (0..<Int.random(in: 1...70, using: &random)).map { _ in
                try Self.batch(&random, &writers, now: single.clock.nowMillis, single.codecs)
            }
            let epoch = Int32(turn / 20)
            let log = try together.log
            let answers = log.append(each: batches, leaderEpoch: epoch)
            let other = try single.log
            let expected = batches.map { batch in
                Result { () throws(AppendRefusal) in
                    try other.append(batch, origin: .client, leaderEpoch: epoch)
                }
            }
            #expect(answers.map(Self.text) == expected.map(Self.text), "turn \(turn)")
        }
        let producers = try together.log.activeProducers
        #expect(try producers == single.log.activeProducers)
        try together.engine.close()
        try single.engine.close()
        let files = try Self.files(together.partitionPath)
        #expect(files.keys.sorted() == (try Self.files(single.partitionPath)).keys.sorted())
        for (name, bytes) in try Self.files(single.partitionPath) {
            #expect(files[name] == bytes, "\(name)")
        }
    }

    @Test
    func `what follows each other is written with one call`() throws {
        let disk = PartCountingDisk()
        let fixture = try LogFixture()
        fixture.disk = disk
        try fixture.reopen(cleanly: true)
        let batch = try Self.plain("a")
        let compressed = try RecordBatchBuilder([Record(value: "b")], codec: .zstd)
            .build(using: fixture.codecs)
        _ = try fixture.log.append(
            each: [batch, batch, batch, compressed, batch, batch], leaderEpoch: 0)
        #expect(disk.parts.withLock { $0 } == [6, 2, 4])
    }

    @Test(arguments: 0..<5)
    func `none of what a full disk cut short stays`(passing: Int) throws {
        let disk = FailingDisk()
        let fixture = try LogFixture { $0.indexIntervalBytes = 1 }
        fixture.disk = disk
        try fixture.reopen(cleanly: true)
        try fixture.append(["before"])
        let size = try fixture.log.sizeInBytes
        disk.skipped.withLock { $0 = passing }
        disk.next.withLock { $0 = .full }
        let batches = try (0..<5).map { try Self.plain("\($0)") }
        let refused = try fixture.log.append(each: batches, leaderEpoch: 0)
        #expect(refused.count == 5)
        for answer in refused {
            guard case .failure(.storage(let error)) = answer else {
                Issue.record("\(answer)")
                continue
            }
            #expect(error.code == .noSpace)
        }
        #expect(try fixture.log.sizeInBytes == size)
        #expect(try fixture.log.logEndOffset == 1)
        let offsets = try fixture.log.append(each: batches, leaderEpoch: 0).map {
            try $0.get().firstOffset
        }
        #expect(offsets == [1, 2, 3, 4, 5])
        try fixture.reopen(cleanly: false)
        #expect(try fixture.log.logEndOffset == 6)
        #expect(try fixture.engine.recoveryFindings.isEmpty)
    }

    // MARK: What is appended

    /// What a producer would send next.
    private struct Writer {
        var sequence: Int32 = 0
        var last: ByteSlice?
    }

    private static func config(_ random: inout SeededGenerator) -> LogConfig {
        var config = LogConfig()
        config.segmentBytes = .random(in: 500...20_000, using: &random)
        config.indexIntervalBytes = .random(in: 1...600, using: &random)
        config.segmentIndexBytes = .random(in: 24...300, using: &random)
        config.segmentMillis = .random(in: 1...20_000, using: &random)
        return config
    }

    private static func plain(_ value: String) throws -> ByteSlice {
        try RecordBatchBuilder([Record(key: "k", value: value, timestamp: 1000)]).build()
    }

    /// Mostly what is the next of its producer; now and then a retry, a gap, another codec, or bytes
    /// that are no batch.
    private static func batch(
        _ random: inout SeededGenerator, _ writers: inout [Writer], now: Int64,
        _ codecs: RecordCodecs
    ) throws -> ByteSlice {
        let kind = Int.random(in: 0..<40, using: &random)
        let records = (0..<Int.random(in: 1...5, using: &random)).map { index in
            Record(
                key: "k", value: String(repeating: "v", count: index * 20),
                timestamp: now + Int64.random(in: -50...50, using: &random))
        }
        var builder = RecordBatchBuilder(records, codec: kind == 0 ? .lz4 : .none)
        if kind == 1 { return ByteSlice([UInt8](repeating: 7, count: 80)) }
        guard kind > 10 else { return try builder.build(using: codecs) }
        let writer = Int.random(in: 0..<writers.count, using: &random)
        if kind == 11, let last = writers[writer].last { return last }
        builder.producerId = Int64(writer)
        builder.producerEpoch = 0
        builder.baseSequence = writers[writer].sequence + (kind == 12 ? 3 : 0)
        let built = try builder.build(using: codecs)
        if kind != 12 {
            writers[writer].sequence += Int32(records.count)
            writers[writer].last = built
        }
        return built
    }

    private static func text(_ answer: Result<AppendResult, AppendRefusal>) -> String {
        "\(answer)"
    }

    private static func files(_ folder: String) throws -> [String: [UInt8]] {
        let disk = PosixDisk()
        var files: [String: [UInt8]] = [:]
        for name in try disk.list(folder) {
            let file = try disk.open("\(folder)/\(name)", .existing)
            files[name] = try file.read(position: 0, count: Int(file.size())).array
        }
        return files
    }
}
