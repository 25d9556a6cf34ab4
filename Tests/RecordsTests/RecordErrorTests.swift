// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Records
import Testing

/// Each rule has an error of its own, with the place that breaks it.
@Suite struct RecordErrorTests {
    private let codecs = RecordCodecs()
    private var builder: RecordBatchBuilder {
        RecordBatchBuilder([
            Record(key: "a", value: "1", timestamp: 10),
            Record(key: "b", value: "2", timestamp: 11),
        ])
    }

    private func validate(
        _ rules: RecordRules = .producer, _ change: (inout RecordBatchBuilder) -> Void
    ) -> RecordError? {
        do throws(RecordError) {
            var changed = builder
            change(&changed)
            let batch = try RecordBatchView(changed.build(using: codecs))
            _ = try batch.validate(rules, using: codecs, limit: 1 << 20)
            return nil
        } catch {
            return error
        }
    }

    private func records(_ hex: String, count: Int32 = 1) -> RecordError? {
        validate(.stored) {
            $0.rawRecords = ByteSlice(hex: hex)
            $0.recordCount = count
            $0.lastOffsetDelta = count - 1
        }
    }

    @Test func `a sound batch breaks no rule`() {
        #expect(validate { _ in } == nil)
    }

    @Test func `the frame`() {
        #expect(
            validate { $0.batchLength = 48 }?.reason
                == .sizeTooSmall(announced: 48, sizeMin: 49))
        #expect(
            validate { $0.batchLength = 1000 }?.reason
                == .batchIncomplete(announced: 1012, available: 79))
        #expect(validate { $0.magic = 3 } == RecordError(.magic(3), at: 16))
        #expect(validate { $0.magic = -1 } == RecordError(.magic(-1), at: 16))
        #expect(validate { $0.crc = 1 }?.position == 17)
        #expect(throws: RecordError(.headerIncomplete(available: 3), at: 3)) {
            try RecordBatchView([1, 2, 3])
        }
        #expect(throws: RecordError(.sizeTooSmall(announced: 13, sizeMin: 14), at: 8)) {
            var set = RecordSet([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 13, 0, 0, 0, 0, 2])
            _ = try set.next()
        }
    }

    @Test func `the header`() {
        #expect(validate { $0.attributes = 5 } == RecordError(.codec(5), at: 22))
        #expect(validate { $0.recordCount = -1 } == RecordError(.recordCount(-1), at: 57))
        #expect(
            validate { $0.recordCount = 3 }?.reason
                == .countAgainstOffsets(recordCount: 3, lastOffsetDelta: 1))
        #expect(
            validate(.stored) { $0.recordCount = 1000 }?.reason
                == .recordCountTooLarge(count: 1000, remaining: 18))
        #expect(validate { $0.lastOffsetDelta = -1 } == RecordError(.lastOffsetDelta(-1), at: 23))
        #expect(validate { $0.baseOffset = 999 } == RecordError(.baseOffset(999), at: 0))
        #expect(validate { $0.producerId = 7 } == RecordError(.baseSequence(-1), at: 53))
        #expect(validate { $0.isLogAppendTime = true } == RecordError(.logAppendTime, at: 22))
    }

    @Test func `control batches`() {
        #expect(validate { $0.isControl = true } == RecordError(.controlBatch, at: 22))
        #expect(
            validate(.stored) { $0.isControl = true }
                == RecordError(.controlRecordCount(2), at: 57))
        #expect(
            validate(.stored) {
                $0.isControl = true
                $0.codec = .gzip
            } == RecordError(.controlCompressed, at: 22))
        #expect(
            validate(.stored) {
                $0.isControl = true
                $0.records = [Record(key: "x", value: "")]
            }?.reason == .controlKey)
    }

    @Test func `records`() {
        // length, attributes, time, offset, key, value, headers
        #expect(records("0c0000000101007f")?.reason == .trailingBytes(1))
        #expect(records("7e000000010100")?.reason == .recordLength(63, remaining: 6))
        #expect(records("01000000010100")?.reason == .recordLength(-1, remaining: 6))
        #expect(records("0a000000010100")?.reason == .varintIncomplete)
        #expect(
            records("0e00000001010000")?.reason
                == .recordLengthMismatch(announced: 7, parsed: 6))
        #expect(records("0c000000030300") == nil)
        #expect(records("0c000000140100")?.reason == .keyLength(10))
        #expect(records("0c000000011400")?.reason == .valueLength(10))
        #expect(records("0c000000010101")?.reason == .headerCount(-1))
        #expect(
            records("0c00000001017e")?.reason == .headerCountTooLarge(count: 63, remaining: 0))
        #expect(records("100000000101020101")?.reason == .headerKeyLength(-1))
        #expect(records("100000000101020014")?.reason == .headerValueLength(10))
        #expect(records("ffffffffff7f0000")?.reason == .varintTooLong)
        let second = records("0c0000000101000c000000140100", count: 2)
        #expect(second == RecordError(.keyLength(10), at: 11, recordIndex: 1))
        let misplaced = validate {
            $0.records[1].offset = 2
            $0.lastOffsetDelta = 1
        }
        #expect(misplaced?.reason == .offsetDelta(expected: 1, found: 2))
    }

    @Test func `packed payloads`() {
        let error = validate {
            $0.attributes = 4
            $0.rawPayload = [1, 2, 3, 4, 5, 6, 7, 8]
        }
        guard case .compression = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
