// SPDX-License-Identifier: Apache-2.0

import LogContract
import Records

/// Brings producer state back: from the latest snapshot that can be used, then from the log.
struct ProducerLoader {
    let partition: TopicPartition
    let directory: String
    let context: EngineContext
    let segments: [Segment]
    let logEndOffset: Int64
    /// Bases of the segments whose transaction index has to be made anew.
    let rebuilt: Set<Int64>

    /// No snapshot is written for what was replayed: it would keep one batch of each producer, and
    /// a retry of an earlier one would not be recognised after the next crash.
    ///
    /// `snapshots` are the offsets of those in the directory, rising.
    func load(
        logStart: Int64, snapshots: [Int64]
    ) throws(StorageError) -> ProducerStates {
        var states = ProducerStates()
        states.endOffset = logStart
        // Segments that were rebuilt must be replayed from their first batch, for their aborts.
        let usableEnd = min(rebuilt.min() ?? logEndOffset, logEndOffset)
        let expiry = context.clock.nowMillis.later(by: -context.options.producerExpirationMillis)
        var kept: [Int64] = []
        for offset in snapshots.reversed() {
            if offset > logEndOffset {
                try drop(offset, because: "producer state beyond the log's end")
            } else if offset > usableEnd || offset < logStart || states.endOffset > logStart {
                kept.append(offset)
            } else if let entries = try entries(of: offset) {
                kept.append(offset)
                states.restore(
                    entries.filter { !$0.value.isExpired(before: expiry) }, endOffset: offset)
            } else {
                try drop(offset, because: "a producer snapshot that cannot be read")
            }
        }
        try replay(into: &states)
        try removeStray(kept)
        states.endOffset = logEndOffset
        return states
    }

    private func path(of offset: Int64) -> String {
        "\(directory)/\(LogNames.padded(offset)).snapshot"
    }

    /// What a snapshot holds; nil when it cannot be read or speaks of what comes after it.
    private func entries(of offset: Int64) throws(StorageError) -> [Int64: ProducerEntry]? {
        guard let bytes = try SmallFile.read(path(of: offset), on: context.disk),
            let entries = ProducerSnapshot.decode(bytes),
            entries.values.allSatisfy({ entry in
                entry.batches.allSatisfy { $0.lastOffset < offset }
                    && entry.transactionFirstOffset ?? -1 < offset
            })
        else { return nil }
        return entries
    }

    private func drop(_ offset: Int64, because reason: String) throws(StorageError) {
        try context.disk.unlink(path(of: offset))
        context.report(
            RecoveryFinding(
                partition: partition, action: .removed, path: path(of: offset), reason: reason))
    }

    private func replay(into states: inout ProducerStates) throws(StorageError) {
        let from = states.endOffset
        for (index, segment) in segments.enumerated() {
            let next = index + 1 < segments.count ? segments[index + 1].baseOffset : logEndOffset
            guard next > from else { continue }
            let start = try segment.startPosition(for: from, using: context.scanner)
            try segment.forEachBatch(
                from: start, using: context.scanner
            ) { (head) throws(StorageError) in
                if head.hasProducerId && head.lastOffset >= from {
                    try take(head, of: segment, into: &states)
                }
                return true
            }
        }
        states.endOffset = max(states.endOffset, logEndOffset)
    }

    private func take(
        _ head: BatchHead, of segment: Segment, into states: inout ProducerStates
    ) throws(StorageError) {
        // Records are only looked into for markers, which are small; else the header is enough.
        guard let batch = try batch(of: head, in: segment) else { return }
        if rebuilt.contains(segment.baseOffset),
            let aborted = states.aborted(by: batch, at: batch.baseOffset)
        {
            try segment.transactionIndex.append(aborted)
        }
        states.update(batch, baseOffset: batch.baseOffset, maxTimestamp: batch.maxTimestamp)
    }

    private func batch(
        of head: BatchHead, in segment: Segment
    ) throws(StorageError) -> RecordBatchView? {
        guard case .batch(let batch) = try segment.batch(head) else { return nil }
        return batch
    }

    /// Keeps the snapshots at segment bases and the latest one.
    private func removeStray(_ found: [Int64]) throws(StorageError) {
        let bases = Set(segments.map(\.baseOffset))
        for offset in found.sorted().dropLast() where !bases.contains(offset) {
            try context.disk.unlink(path(of: offset))
        }
    }
}
