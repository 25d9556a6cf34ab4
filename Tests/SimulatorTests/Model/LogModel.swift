// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// A log as a list in memory: what the engine must agree with.
struct LogModel {
    /// Everything that was appended and not cut off the end; what is below `start` is kept, for it
    /// may come into sight again after a crash.
    var batches: [ModelBatch] = []
    /// The same before any cleaning.
    var uncleaned: [ModelBatch] = []
    var start: Int64 = 0 {
        didSet { epochsStart = max(epochsStart, start) }
    }
    var end: Int64 = 0
    var highWatermark: Int64 = 0
    /// Offsets below survive every power loss.
    var durableEnd: Int64 = 0
    var producers: [Int64: ModelProducer] = [:]
    /// Epochs below the furthest start are forgotten, also when a crash lets the start fall.
    var epochsStart: Int64 = 0
    /// Whether a cleaning may have taken records away.
    var isCompacted = false
    /// Offsets below were stable when a cleaning looked: nothing else may be gone.
    var cleanedBelow: Int64 = 0
    /// Offsets of records that were cleaned away, each with the last one of what made it obsolete:
    /// the batch with a record of the same key, or the ABORT marker; `.max` when that is cut off or
    /// undecided again.
    var superseded: [Int64: Int64] = [:]
    /// What was written below was last taken in from files, not as it was written.
    var reloadedEnd: Int64 = 0

    /// What a consumer may see.
    var visible: [ModelBatch] { batches.filter { $0.last >= start && $0.base < end } }

    mutating func append(_ batch: ModelBatch) {
        batches.append(batch)
        uncleaned.append(batch)
        end = batch.last + 1
        take(batch)
    }

    private mutating func take(_ batch: ModelBatch) {
        guard batch.producerId >= 0 else { return }
        producers[batch.producerId, default: ModelProducer(epoch: batch.producerEpoch)].take(batch)
    }

    /// The log ends at `offset` now, before or within what was there.
    mutating func cut(to offset: Int64) {
        batches.removeAll { $0.last >= offset }
        uncleaned.removeAll { $0.last >= offset }
        end = offset
        start = min(start, end)
        highWatermark = min(highWatermark, end)
        durableEnd = min(durableEnd, end)
        cleanedBelow = min(cleanedBelow, end)
        let undecided = Set(undecidedOffsets)
        superseded = superseded.filter { $0.key < end }.mapValues { by in
            by >= end || undecided.contains(by) ? .max : by
        }
        reloadProducers()
    }

    /// The log is empty and begins at `offset`.
    mutating func restart(at offset: Int64) {
        self = LogModel()
        start = offset
        end = offset
        highWatermark = offset
        durableEnd = offset
        epochsStart = offset
    }

    /// Producer state comes from snapshots and the records that are there: only what those say is
    /// sure.
    mutating func reloadProducers() {
        let before = producers
        producers = [:]
        reloadedEnd = end
        for batch in batches { take(batch) }
        for (id, producer) in producers {
            let lastData = producer.batches.last?.base ?? -1
            producers[id]?.isWindowSure = false
            producers[id]?.isSure =
                lastData >= start && !isCompacted && before[id]?.isSure != false
        }
        // Of the others a snapshot may still tell.
        for (id, producer) in before where producers[id] == nil {
            producers[id] = producer
            producers[id]?.isSure = false
        }
    }
}

extension LogModel {
    /// What the list says of one transaction.
    private struct Transaction {
        var batches: [ModelBatch]
        /// nil while none is written.
        var marker: ModelBatch?

        var first: Int64 { batches[0].base }
    }

    private var transactions: [Transaction] {
        var ended: [Transaction] = []
        var open: [Int64: Transaction] = [:]
        for batch in uncleaned where batch.producerId >= 0 {
            if batch.commits != nil {
                guard var found = open.removeValue(forKey: batch.producerId) else { continue }
                found.marker = batch
                ended.append(found)
            } else if batch.isTransactional {
                open[batch.producerId, default: Transaction(batches: [])].batches.append(batch)
            }
        }
        return ended + open.values.sorted { $0.first < $1.first }
    }

    /// Every offset of transactions without a marker.
    private var undecidedOffsets: [Int64] {
        transactions.filter { $0.marker == nil }.flatMap(\.batches).flatMap { $0.base...$0.last }
    }

    /// Bases of batches whose transaction was aborted, each with the offset of the marker.
    var aborted: [Int64: Int64] {
        var markers: [Int64: Int64] = [:]
        for transaction in transactions {
            guard let marker = transaction.marker, marker.commits == false else { continue }
            for batch in transaction.batches { markers[batch.base] = marker.base }
        }
        return markers
    }

    /// What the last stable offset may be: one value, unless files were read that do not say all.
    ///
    /// A snapshot has no transactions that were decided above the high watermark, so these count
    /// as decided after a restart or a truncation (Kafka's `ProducerStateManager`:
    /// `unreplicatedTxns` is cleared, not stored). Nor are snapshots below the log's start used,
    /// with which an open transaction may be forgotten that began there (`truncateAndReload`).
    var stableRange: ClosedRange<Int64> {
        var low = highWatermark
        var high = highWatermark
        let stored = Set(batches.map(\.base))
        for transaction in transactions {
            if let marker = transaction.marker, marker.base < highWatermark { continue }
            low = min(low, transaction.first)
            if let marker = transaction.marker, marker.base < reloadedEnd { continue }
            let known =
                transaction.first >= reloadedEnd
                ? transaction.batches.first
                : transaction.batches.first { $0.last >= start && stored.contains($0.base) }
            if let known { high = min(high, known.base) }
        }
        return max(start, low)...max(start, high)
    }

    /// What a consumer sees, in order, that reads committed records below `stable`.
    func committed(below stable: Int64) -> [ModelBatch.Line] {
        Self.committed(visible, below: stable, without: aborted, from: start)
    }

    /// The last committed record of each key below `stable`, whatever was cleaned away.
    func latest(below stable: Int64) -> [ByteSlice: ModelBatch.Line] {
        let lines = Self.committed(uncleaned, below: stable, without: aborted, from: 0)
        var latest: [ByteSlice: ModelBatch.Line] = [:]
        for line in lines {
            if let key = line.key { latest[key] = line }
        }
        return latest
    }

    private static func committed(
        _ batches: [ModelBatch], below stable: Int64, without aborted: [Int64: Int64],
        from start: Int64
    ) -> [ModelBatch.Line] {
        // A high watermark within a batch, as no leader has it, hides all of the batch.
        batches.filter {
            $0.commits == nil && aborted[$0.base] == nil && $0.last < stable
        }.flatMap(\.lines).filter { $0.offset >= start }
    }
}
