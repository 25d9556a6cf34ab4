// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Records
import TestSupport
import Testing

@Suite struct RecordBatchTests {
    private let codecs = RecordCodecs()
    private static let time: Int64 = 1_700_000_000_000

    private func slice(_ hex: String) throws -> ByteSlice { try #require(ByteSlice(hex: hex)) }

    private func records(_ count: Int) -> [Record] {
        (0..<count).map {
            Record(key: "k\($0)", value: "value \($0)", timestamp: Self.time + Int64($0))
        }
    }

    @Test func `two records are written as Kafka writes them`() throws {
        let expected = try slice(
            "000000000000000000000049000000000241090"
                + "46f0000000000010000018bcfe568000000018bcfe56805ffffffffffffffffffffffffffff"
                + "0000000214000000046b310476310018000a02046b32010202680278")
        var builder = RecordBatchBuilder([
            Record(key: "k1", value: "v1", timestamp: Self.time),
            Record(
                key: "k2", value: nil, headers: [.init("h", "x")], timestamp: Self.time + 5),
        ])
        builder.partitionLeaderEpoch = 0
        #expect(try builder.build(using: codecs) == expected)
        let batch = try RecordBatchView(expected)
        let summary = try batch.validate(.producer, using: codecs, limit: 1000)
        #expect(summary.maxTimestamp == Self.time + 5)
        #expect(summary.maxTimestampOffsetDelta == 1)
        #expect(summary.firstWithoutKey == nil)
    }

    @Test func `a commit marker is written as Kafka writes it`() throws {
        let expected = try slice(
            "000000000000002a00000042000000030240d514e90030000000000000018bcfe56800"
                + "0000018bcfe5680000000000000003e80005ffffffff000000012000000008000000010c"
                + "00000000000700")
        var builder = RecordBatchBuilder.transactionMarker(
            .commit, producerId: 1000, producerEpoch: 5, coordinatorEpoch: 7,
            timestamp: Self.time)
        builder.baseOffset = 42
        builder.partitionLeaderEpoch = 3
        #expect(try builder.build(using: codecs) == expected)
        let marker = try ControlRecord(RecordBatchView(expected))
        #expect(marker.kind == .commit)
        #expect(marker.coordinatorEpoch == 7)
    }

    @Test func `a batch emptied by compaction keeps its offsets and sequences`() throws {
        let bytes = try slice(
            "000000000000000a000000310000000102d4ec140d000000000004ffffffffffffffff"
                + "0000018bcfe5680500000000000003e800050000001400000000")
        let batch = try RecordBatchView(bytes)
        #expect(try batch.validate(using: codecs, limit: 1000).recordCount == 0)
        #expect(batch.lastOffset == 14)
        #expect(batch.lastSequence == 24)
        #expect(
            throws: RecordError(.recordCount(0), at: 57)
        ) { try batch.checkHeader(.producer) }
    }

    @Test func `legacy messages are read`() throws {
        let v1 = try LegacyMessageView(
            slice(
                "00000000000000070000001aa5da6a6201000000018bcfe56800000000026b31000000027631"))
        try v1.checkCRC()
        #expect(
            try v1.records(using: codecs)
                == [
                    Record(
                        key: ByteSlice(utf8: "k1"), value: ByteSlice(utf8: "v1"),
                        timestamp: Self.time, offset: 7)
                ])
        let v0 = try LegacyMessageView(
            slice("0000000000000007000000104c9f5bc20000ffffffff000000027631"))
        try v0.checkCRC()
        #expect(v0.key == nil)
        #expect(v0.timestamp == -1)
    }

    @Test func `sequences wrap to zero`() {
        #expect(RecordBatchView.sequence(.max, plus: 1) == 0)
        #expect(RecordBatchView.sequence(.max - 1, plus: 3) == 1)
    }

    @Test(arguments: CompressionCodec.allCases)
    func `every codec gives back what it was given`(_ codec: CompressionCodec) throws {
        let given = records(200)
        let bytes = try RecordBatchBuilder(given, codec: codec).build(using: codecs)
        let batch = try RecordBatchView(bytes)
        _ = try batch.validate(.producer, using: codecs, limit: 1 << 20)
        let found = try batch.records(using: codecs)
        #expect(found.map(\.value) == given.map(\.value))
        #expect(found.map(\.offset) == (0..<200).map { $0 })
    }

    @Test func `a payload beyond the limit is refused`() throws {
        let zeros = Record(key: nil, value: ByteSlice([UInt8](repeating: 0, count: 1 << 20)))
        let bytes = try RecordBatchBuilder([zeros], codec: .zstd).build(using: codecs)
        let batch = try RecordBatchView(bytes)
        #expect(throws: RecordError(.compression(.limitExceeded(.zstd, limit: 1000)), at: 61)) {
            try batch.summary(using: codecs, limit: 1000)
        }
    }

    @Test func `null, empty and absent are told apart`() throws {
        let given = [
            Record(key: ByteSlice.empty, value: nil, timestamp: 1, offset: 0),
            Record(
                key: nil, value: .empty,
                headers: [.init(key: .empty, value: nil), .init(key: .empty, value: .empty)],
                timestamp: 1, offset: 1),
        ]
        let bytes = try RecordBatchBuilder(given).build(using: codecs)
        #expect(try RecordBatchView(bytes).records(using: codecs) == given)
    }

    @Test func `a set ends where a batch is cut`() throws {
        let one = try RecordBatchBuilder(records(3)).build(using: codecs)
        var writer = ByteWriter()
        writer.write(one)
        writer.write(one)
        let two = writer.finish()
        for length in 0...two.count {
            var set = RecordSet(two.prefix(length))
            var count = 0
            while try set.next() != nil { count += 1 }
            #expect(count == length / one.count)
        }
    }
}
