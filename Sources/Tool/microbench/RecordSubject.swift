// SPDX-License-Identifier: Apache-2.0

import Bytes
import CBaseline
import Records

/// Walking and validating a batch of a thousand small records.
enum RecordSubject {
    private static let count = 1000

    static func measure(_ bench: Bench) throws {
        for size in bench.isQuick ? [100] : [10, 100] {
            let batch = try RecordBatchView(try build(valueBytes: size))
            let codecs = RecordCodecs()
            let block = try batch.block(using: codecs)
            let walk = Contestant(
                "C walk",
                once: { assay_baseline_walk_records(block.bytes.base, block.bytes.count) })
            bench.compare(
                .records, "iterate, values of \(size) B",
                ours: { times in
                    var sum: UInt64 = 0
                    for _ in 0..<times { sum &+= valueBytes(block) }
                    return sum
                }, with: [walk], operations: count, goal: .nanos(atMost: 15))
            bench.compare(
                .records, "validate, values of \(size) B",
                ours: { times in
                    var sum: UInt64 = 0
                    for _ in 0..<times { sum &+= validated(batch, codecs) }
                    return sum
                },
                with: [
                    Contestant(
                        "C walk and CRC",
                        once: {
                            assay_baseline_walk_records(block.bytes.base, block.bytes.count)
                                &+ UInt64(batch.computedCRC)
                        })
                ], operations: count, goal: .nanos(atMost: 12))
        }
    }

    private static func build(valueBytes: Int) throws -> ByteSlice {
        let text = SampleText.bytes(valueBytes * count)
        let records = (0..<count).map { index in
            Record(
                value: text[index * valueBytes..<(index + 1) * valueBytes],
                timestamp: 1_700_000_000_000 + Int64(index / 10))
        }
        return try RecordBatchBuilder(records).build()
    }

    private static func valueBytes(_ block: RecordBlock) -> UInt64 {
        var sum: UInt64 = 0
        do {
            try block.forEach { record in
                sum &+= UInt64(record.value?.count ?? 0)
                return true
            }
        } catch {
            return 0
        }
        return sum
    }

    private static func validated(_ batch: RecordBatchView, _ codecs: RecordCodecs) -> UInt64 {
        do {
            return UInt64(
                try batch.validate(.producer, using: codecs, limit: 1 << 20).recordCount)
        } catch {
            return 0
        }
    }
}
