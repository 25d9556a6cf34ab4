// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records
import ReferenceLog
import Testing

@Suite struct AppendTests {
    private func refusal(_ body: () throws -> AppendResult) -> AppendRefusal? {
        do {
            _ = try body()
            return nil
        } catch {
            return error as? AppendRefusal
        }
    }

    private func idempotent(
        _ sequence: Int32, count: Int = 2, epoch: Int16 = 0, id: Int64 = 7
    ) -> RecordBatchBuilder {
        var builder = RecordBatchBuilder(
            (0..<count).map { Record(key: "k", value: "\($0)", timestamp: 1_700_000_000_000) })
        builder.producerId = id
        builder.producerEpoch = epoch
        builder.baseSequence = sequence
        return builder
    }

    @Test func `offsets run on from batch to batch`() throws {
        let fixture = try LogFixture()
        #expect(try fixture.append(["a", "b"]).firstOffset == 0)
        let second = try fixture.append(["c"])
        #expect(second.firstOffset == 2)
        #expect(second.lastOffset == 2)
        #expect(second.logAppendTime == -1)
        #expect(try fixture.log.logEndOffset == 3)
        #expect(try fixture.values() == ["a", "b", "c"])
    }

    @Test func `only offset and epoch of a sound batch change`() throws {
        let fixture = try LogFixture()
        try fixture.append(["a"])
        let sent = try RecordBatchBuilder([Record(key: "k", value: "v", timestamp: 5)]).build()
        _ = try fixture.log.append(sent, origin: .client, leaderEpoch: 9)
        let result = try fixture.log.read(
            from: 1, bytesMax: 1000, wholeFirstBatch: true, bound: .logEnd)
        let region = try #require(result.region)
        let stored = try region.file.read(position: region.position, count: region.count)
        let batch = try RecordBatchView(stored)
        #expect(batch.baseOffset == 1)
        #expect(batch.partitionLeaderEpoch == 9)
        #expect(stored.dropFirst(16) == sent.dropFirst(16))
    }

    @Test func `what breaks a rule is refused and leaves no trace`() throws {
        let fixture = try LogFixture { $0.messageBytesMax = 500 }
        let records = [Record(key: "k", value: "v", timestamp: fixture.clock.nowMillis)]
        func refused(_ change: (inout RecordBatchBuilder) -> Void) -> AppendRefusal? {
            var builder = RecordBatchBuilder(records)
            change(&builder)
            return refusal { try fixture.append(builder) }
        }
        guard case .corrupt = refused({ $0.crc = 5 }) else { return failed() }
        guard case .invalidRecord = refused({ $0.baseOffset = 999 }) else { return failed() }
        guard case .invalidRecord = refused({ $0.recordCount = 2 }) else { return failed() }
        guard case .invalidRecord = refused({ $0.isControl = true }) else { return failed() }
        guard case .invalidRecord = refused({ $0.producerId = 1 }) else { return failed() }
        #expect(refused { $0.attributes = 6 } == .unknownCodec(6))
        guard
            case .messageTooLarge(_, bytesMax: 500) = refused({
                $0.records = [Record(value: String(repeating: "x", count: 500))]
            })
        else { return failed() }
        guard
            case .invalidTimestamp(_, let faults) = refused({
                $0.records.append(Record(value: "late", timestamp: .max))
            })
        else { return failed() }
        #expect(faults.map(\.batchIndex) == [1])
        guard
            case .invalidRecord = refusal({
                try fixture.log.append(.empty, origin: .client, leaderEpoch: 0)
            })
        else { return failed() }
        #expect(try fixture.log.logEndOffset == 0)
        #expect(try fixture.values().isEmpty)
    }

    private func failed() { Issue.record("refused in another way, or not at all") }

    @Test func `a compacted topic wants keys`() throws {
        let fixture = try LogFixture { $0.cleanupPolicy = .compact }
        let batch = RecordBatchBuilder([
            Record(key: "k", value: "1"), Record(value: "2"), Record(value: "3"),
        ])
        guard case .invalidRecord(_, let faults) = refusal({ try fixture.append(batch) })
        else { return failed() }
        #expect(faults.map(\.batchIndex) == [1, 2])
    }

    @Test func `LogAppendTime is stamped by the log`() throws {
        let fixture = try LogFixture { $0.timestampType = .logAppendTime }
        let result = try fixture.append(
            RecordBatchBuilder([Record(key: "k", value: "v", timestamp: 5)], codec: .lz4))
        #expect(result.logAppendTime == fixture.clock.nowMillis)
        let read = try fixture.log.read(
            from: 0, bytesMax: 1000, wholeFirstBatch: true, bound: .logEnd)
        let region = try #require(read.region)
        let batch = try RecordBatchView(
            region.file.read(position: region.position, count: region.count))
        try batch.checkCRC()
        #expect(batch.attributes.isLogAppendTime)
        #expect(
            try batch.records(using: fixture.codecs).map(\.timestamp)
                == [fixture.clock.nowMillis])
    }

    @Test(arguments: CompressionCodec.allCases)
    func `another codec of the topic packs anew`(_ codec: CompressionCodec) throws {
        let fixture = try LogFixture { $0.compression = codec.rawValue }
        for sent in CompressionCodec.allCases {
            try fixture.append(
                RecordBatchBuilder([Record(key: "k", value: "v-\(sent)")], codec: sent))
        }
        #expect(
            try fixture.values() == CompressionCodec.allCases.map { Optional("v-\($0)") })
        var read = try fixture.log.read(
            from: 0, bytesMax: 1 << 20, wholeFirstBatch: true, bound: .logEnd)
        let region = try #require(read.region)
        read.region = nil
        let bytes = try region.file.read(position: region.position, count: region.count)
        for batch in try RecordSet.batches(in: bytes) {
            try batch.checkCRC()
            #expect(batch.attributes.codec == codec)
        }
    }

    /// A codec with the level that packs least and the one that packs most.
    static let levels: [(CompressionCodec, least: Int32, most: Int32)] = [
        (.gzip, 1, 9), (.lz4, 1, 17), (.zstd, -50, 22),
    ]

    private func setLevel(_ level: Int32, of codec: CompressionCodec, in config: inout LogConfig) {
        config.compression = codec.rawValue
        switch codec {
        case .gzip: config.gzipLevel = level
        case .lz4: config.lz4Level = level
        default: config.zstdLevel = level
        }
    }

    /// Text that repeats itself far apart and near by.
    private var prose: RecordBatchBuilder {
        var state: UInt64 = 1
        let words = (0..<6000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return "word\((state >> 33) % 300)"
        }
        return RecordBatchBuilder(
            stride(from: 0, to: words.count, by: 100).map {
                Record(key: "k", value: words[$0..<($0 + 100)].joined(separator: " "))
            })
    }

    @Test(arguments: levels)
    func `a topic's level decides how hard its codec packs`(
        codec: CompressionCodec, least: Int32, most: Int32
    ) throws {
        var sizes: [Int64] = []
        for level in [least, most] {
            let fixture = try LogFixture { setLevel(level, of: codec, in: &$0) }
            try fixture.append(prose)
            sizes.append(try fixture.log.sizeInBytes)
            #expect(try fixture.values().count == 60)
            // The level of another codec changes nothing, one that is set while running does.
            for other in Self.levels where other.0 != codec {
                try setLevel(other.most, of: other.0, in: &fixture.log.config)
            }
            try fixture.log.config.compression = codec.rawValue
            try fixture.append(prose)
            #expect(try fixture.log.sizeInBytes == 2 * sizes[sizes.count - 1])
            try setLevel(most, of: codec, in: &fixture.log.config)
            try fixture.append(prose)
            let third = try fixture.log.sizeInBytes - 2 * sizes[sizes.count - 1]
            #expect(level == most ? third == sizes[1] : third < sizes[0])
        }
        #expect(sizes[1] < sizes[0])
    }

    @Test(arguments: levels)
    func `a batch of the topic's codec is stored as it came, whatever its level`(
        codec: CompressionCodec, least: Int32, most: Int32
    ) throws {
        let fixture = try LogFixture { setLevel(least, of: codec, in: &$0) }
        var batch = prose
        batch.codec = codec
        batch.level = most
        let sent = try RecordBatchView(batch.build(using: fixture.codecs))
        try fixture.append(batch)
        let stored = try #require(try fixture.log.storedBatches().first)
        #expect(stored.crc == sent.crc)
        #expect(
            stored.bytes.dropFirst(BatchLayout.header) == sent.bytes.dropFirst(BatchLayout.header))
    }

    @Test func `a retry of any of the last five batches writes nothing`() throws {
        let fixture = try LogFixture()
        for index: Int32 in 0..<6 { try fixture.append(idempotent(index * 2)) }
        for index: Int32 in 1..<6 {
            let again = try fixture.append(idempotent(index * 2))
            #expect(again.isDuplicate)
            #expect(again.firstOffset == Int64(index) * 2)
        }
        #expect(
            refusal { try fixture.append(idempotent(0)) }
                == .outOfOrderSequence(producerId: 7, expected: 12, found: 0))
        #expect(try fixture.log.logEndOffset == 12)
        try fixture.reopen(cleanly: true)
        #expect(try fixture.append(idempotent(10)).isDuplicate)
    }

    @Test func `sequences follow, wrap and begin again with an epoch`() throws {
        let fixture = try LogFixture()
        try fixture.append(idempotent(.max - 1))
        #expect(
            refusal { try fixture.append(idempotent(5)) }
                == .outOfOrderSequence(producerId: 7, expected: 0, found: 5))
        try fixture.append(idempotent(0))
        #expect(
            refusal { try fixture.append(idempotent(4, epoch: 1)) }
                == .outOfOrderSequence(producerId: 7, expected: 0, found: 4))
        try fixture.append(idempotent(0, epoch: 1))
        #expect(
            refusal { try fixture.append(idempotent(2, epoch: 0)) }
                == .invalidProducerEpoch(producerId: 7, current: 1, found: 0))
    }

    @Test func `transactions hold back the stable offset`() throws {
        let fixture = try LogFixture()
        try fixture.append(["plain"])
        var data = idempotent(0)
        data.isTransactional = true
        try fixture.append(data)
        #expect(try fixture.log.lastStableOffset == 1)
        let marker = RecordBatchBuilder.transactionMarker(
            .abort, producerId: 7, producerEpoch: 0, coordinatorEpoch: 1,
            timestamp: fixture.clock.nowMillis)
        let log = try fixture.log
        _ = try log.append(marker.build(), origin: .coordinator, leaderEpoch: 0)
        #expect(log.lastStableOffset == 1)
        log.advanceHighWatermark(to: log.logEndOffset)
        #expect(log.lastStableOffset == 4)
        let read = try log.read(
            from: 0, bytesMax: 1 << 20, wholeFirstBatch: true, bound: .lastStable)
        #expect(
            read.abortedTransactions == [AbortedTransaction(producerId: 7, firstOffset: 1)])
        try fixture.reopen(cleanly: false)
        let again = try fixture.log
        again.advanceHighWatermark(to: 4)
        let recovered = try again.read(
            from: 0, bytesMax: 1 << 20, wholeFirstBatch: true, bound: .lastStable)
        #expect(recovered.abortedTransactions == read.abortedTransactions)
    }
}
