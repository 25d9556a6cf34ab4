// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Conformance
import Records
import Testing

struct BatchDraftTests {
    private let records = [
        Record(key: "k", value: "a", headers: [Record.Header("h", "1")], timestamp: 1000),
        Record(key: nil, value: nil, timestamp: 990), Record(value: "", timestamp: 1010),
    ]

    @Test func `a draft left alone is a valid batch`() throws {
        let batch = try RecordBatchView(try BatchDraft(records).encoded())
        let summary = try batch.validate(.producer, using: RecordCodecs(), limit: 1 << 20)
        #expect(summary.recordCount == 3)
        #expect(batch.maxTimestamp == 1010)
        let read = try batch.records(using: RecordCodecs())
        #expect(read.map(\.key) == records.map(\.key))
        #expect(read.map(\.value) == records.map(\.value))
        #expect(read.map(\.timestamp) == records.map(\.timestamp))
    }

    @Test(arguments: [CompressionCodec.gzip, .snappy, .lz4, .zstd])
    func `a packed draft is a valid batch`(codec: CompressionCodec) throws {
        var draft = BatchDraft(records)
        draft.codec = codec
        let batch = try RecordBatchView(try draft.encoded())
        #expect(
            try batch.validate(.producer, using: RecordCodecs(), limit: 1 << 20).recordCount == 3)
    }

    @Test func `a lie keeps the checksum right`() throws {
        var draft = BatchDraft(records)
        draft.lastOffsetDelta = 7
        draft.attributes = BatchDraft.controlBit
        let batch = try RecordBatchView(try draft.encoded())
        #expect(batch.crc == batch.computedCRC)
        #expect(batch.lastOffsetDelta == 7)
        #expect(batch.isControl)
    }

    @Test func `hand-made frames unpack to what they hold`() throws {
        let bytes = ByteSlice((0..<500).map { UInt8(truncatingIfNeeded: $0 * 7) })
        let codecs = RecordCodecs()
        let lz4 = try codecs.unpack(LZ4Frame.stored(bytes), codec: .lz4, limit: 1000)
        let snappy = try codecs.unpack(SnappyBlock.literal(bytes), codec: .snappy, limit: 1000)
        #expect(lz4 == bytes)
        #expect(snappy == bytes)
    }

    @Test func `damage changes one place`() {
        let bytes = ByteSlice([0, 0, 0, 0])
        #expect(bytes.flippingBit(at: -1).array == [0, 0, 0, 1])
        #expect(bytes.flippingBit(7, at: 0).array == [0x80, 0, 0, 0])
        #expect(bytes.replacing(at: 1, with: [9, 9]).array == [0, 9, 9, 0])
    }
}
