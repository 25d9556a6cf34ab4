// SPDX-License-Identifier: Apache-2.0

import Bytes
import Records
import Testing

/// The pass that validates a batch reads common records another way than the iterator does.
@Suite struct RecordSummaryTests {
    /// What the iterator says of the same bytes; nil when they are not well formed.
    private func walked(_ raw: UnsafeRawBufferPointer, count: Int32) -> RecordSummary? {
        var summary = RecordSummary()
        do {
            var iterator = try RecordIterator(raw, recordCount: count)
            var most = Int64.min
            var least = Int64.max
            while let record = try iterator.next() {
                let index = iterator.index - 1
                if index == 0 { summary.firstTimestamp = record.timestampDelta }
                least = min(least, record.timestampDelta)
                if record.timestampDelta > most {
                    most = record.timestampDelta
                    summary.maxTimestampOffsetDelta = record.offsetDelta
                }
                if !record.hasKey && summary.firstWithoutKey == nil {
                    summary.firstWithoutKey = index
                }
                if Int(record.offsetDelta) != index && summary.firstOutOfPlace == nil {
                    summary.firstOutOfPlace = index
                    summary.outOfPlaceDelta = record.offsetDelta
                }
            }
            summary.recordCount = iterator.index
            summary.minTimestamp = least
            summary.maxTimestamp = most
            summary.payloadBytes = raw.count
            return summary
        } catch {
            return nil
        }
    }

    @Test func `both ways agree on changed bytes, whatever was changed`() throws {
        let records = (0..<40).map { index in
            Record(
                key: index.isMultiple(of: 3) ? nil : ByteSlice(repeatElement(1, count: index)),
                value: ByteSlice(repeatElement(2, count: index * 9 % 301)),
                timestamp: Int64(index * index * 700))
        }
        let payload = try RecordBatchView(RecordBatchBuilder(records).build()).payload.array
        var state: UInt64 = 20_241_124
        func draw(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var sound = 0
        for round in 0..<20_000 {
            var bytes = payload
            for _ in 0..<(round == 0 ? 0 : 1 + draw(2)) {
                bytes[draw(bytes.count)] = UInt8(truncatingIfNeeded: draw(256))
            }
            if draw(4) == 0 { bytes.removeLast(draw(40)) }
            bytes.withUnsafeBytes { raw in
                let expected = walked(raw, count: 40)
                let found = try? RecordSummary(
                    scanning: raw, recordCount: 40, baseTimestamp: 0)
                #expect(found == expected, "round \(round)")
                if expected != nil { sound += 1 }
            }
        }
        #expect(sound > 1000)
    }
}
