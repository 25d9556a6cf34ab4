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
    /// Whether transactions that were decided just above the high watermark may be taken for
    /// decided: a log does not store them.
    var isStableUnsure = false

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
        isStableUnsure = true
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

    /// The last stable offset by the list; nil when it cannot be told.
    var stableOffset: Int64? {
        var stable = highWatermark
        var open: [Int64: Int64] = [:]
        for batch in uncleaned where batch.producerId >= 0 {
            if batch.commits != nil {
                guard let first = open.removeValue(forKey: batch.producerId) else { continue }
                if batch.base >= highWatermark { stable = min(stable, first) }
            } else if batch.isTransactional && open[batch.producerId] == nil {
                open[batch.producerId] = batch.base
            }
        }
        if open.values.contains(where: { $0 < start }) { return nil }
        return max(start, min(stable, open.values.min() ?? stable))
    }

    /// The last committed value of each key, nil for a tombstone, whatever was cleaned away.
    var latest: [ByteSlice: ByteSlice?] {
        var model = self
        model.batches = uncleaned
        var values: [ByteSlice: ByteSlice?] = [:]
        for line in model.committed {
            if let key = line.key { values[key] = .some(line.value) }
        }
        return values
    }

    /// What a consumer that reads committed records sees, in order.
    var committed: [ModelBatch.Line] {
        guard let stable = stableOffset else { return [] }
        var aborted: Set<Int64> = []
        var open: [Int64: [Int64]] = [:]
        for batch in batches where batch.producerId >= 0 {
            if let commits = batch.commits {
                let ended = open.removeValue(forKey: batch.producerId) ?? []
                if !commits { aborted.formUnion(ended) }
            } else if batch.isTransactional {
                open[batch.producerId, default: []].append(batch.base)
            }
        }
        return visible.filter { $0.commits == nil && !aborted.contains($0.base) }
            .flatMap(\.lines).filter { $0.offset >= start && $0.offset < stable }
    }
}
