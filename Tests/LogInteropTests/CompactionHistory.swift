// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records
import TestSupport

/// What is worth compacting: few keys, tombstones, idempotent producers, transactions that overlap,
/// every codec; written alike to several logs.
struct CompactionHistory {
    private static let plain: Int64 = 0
    private static let idempotent: [Int64] = [1, 2]
    private static let transactional: [Int64] = [3, 4, 5]

    var random: SeededGenerator
    let clock: ManualClock
    private var sequences: [Int64: Int32] = [:]
    private var open: Set<Int64> = []

    init(seed: UInt64, clock: ManualClock) {
        random = SeededGenerator(seed: seed)
        self.clock = clock
    }

    /// Appends so many batches to each of `logs`; no transaction is open afterwards.
    mutating func write(_ count: Int, to logs: [any PartitionLog], epoch: Int32) throws {
        for _ in 0..<count {
            clock.advance(by: .random(in: 0...500, using: &random))
            let id = Int64.random(in: 0...5, using: &random)
            if open.contains(id), Int.random(in: 0..<3, using: &random) == 0 {
                try end(id, in: logs, epoch: epoch)
            } else {
                let batch = try batch(of: id)
                for log in logs { try append(batch, .client, to: log, epoch: epoch) }
            }
        }
        for id in open.sorted() { try end(id, in: logs, epoch: epoch) }
    }

    private mutating func batch(of id: Int64) throws -> ByteSlice {
        let records = (0..<Int.random(in: 1...6, using: &random)).map { index in
            let isTombstone = Int.random(in: 0..<5, using: &random) == 0
            return Record(
                key: ByteSlice(utf8: "key-\(Int.random(in: 0..<25, using: &random))"),
                value: isTombstone
                    ? nil
                    : ByteSlice(utf8: "value \(UInt32.random(in: 0...(.max), using: &random))"),
                headers: index % 3 == 0 ? [.init("h", "w")] : [],
                timestamp: clock.nowMillis - Int64.random(in: 0...300, using: &random))
        }
        var batch = RecordBatchBuilder(records)
        if Int.random(in: 0..<3, using: &random) == 0 {
            batch.codec = CompressionCodec.allCases.randomElement(using: &random) ?? .none
        }
        guard id != Self.plain else { return try batch.build() }
        batch.producerId = 1000 + id
        batch.producerEpoch = 0
        batch.baseSequence = sequences[id] ?? 0
        sequences[id] = batch.baseSequence + Int32(records.count)
        if Self.transactional.contains(id) {
            batch.isTransactional = true
            open.insert(id)
        }
        return try batch.build()
    }

    private mutating func end(_ id: Int64, in logs: [any PartitionLog], epoch: Int32) throws {
        open.remove(id)
        let kind: ControlRecord.Kind = Bool.random(using: &random) ? .commit : .abort
        let marker = try RecordBatchBuilder.transactionMarker(
            kind, producerId: 1000 + id, producerEpoch: 0, coordinatorEpoch: 0,
            timestamp: clock.nowMillis
        ).build()
        for log in logs { try append(marker, .coordinator, to: log, epoch: epoch) }
    }

    private func append(
        _ bytes: ByteSlice, _ origin: AppendOrigin, to log: any PartitionLog, epoch: Int32
    ) throws {
        _ = try log.append(bytes, origin: origin, leaderEpoch: epoch)
        log.advanceHighWatermark(to: log.logEndOffset)
    }
}
