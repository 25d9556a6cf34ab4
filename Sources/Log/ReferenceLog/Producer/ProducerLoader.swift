// SPDX-License-Identifier: Apache-2.0

import LogContract
import Records

/// Brings producer state back: from the latest snapshot that can be used, then from the log.
struct ProducerLoader {
    let directory: String
    let context: EngineContext
    let segments: [Segment]
    let logEndOffset: Int64
    /// Base of the first segment whose transaction index has to be made anew.
    let firstRecovered: Int64?

    func load(logStart: Int64) throws(StorageError) -> ProducerStates {
        var states = ProducerStates()
        states.endOffset = logStart
        // Segments that were rebuilt must be replayed from their first batch, for their aborts.
        let usableEnd = min(firstRecovered ?? logEndOffset, logEndOffset)
        for offset in try snapshotOffsets().reversed() {
            let path = "\(directory)/\(LogNames.padded(offset)).snapshot"
            if offset > logEndOffset {
                try context.disk.unlink(path)
                continue
            }
            guard offset <= usableEnd, offset >= logStart else { continue }
            if let bytes = try SmallFile.read(path, on: context.disk),
                let entries = ProducerSnapshot.decode(bytes)
            {
                states.restore(entries, endOffset: offset)
                break
            }
            try context.disk.unlink(path)
        }
        try replay(into: &states)
        try removeStraySnapshots()
        return states
    }

    private func snapshotOffsets() throws(StorageError) -> [Int64] {
        try context.disk.list(directory).compactMap {
            LogNames.offset(in: $0, suffix: ".snapshot")
        }.sorted()
    }

    private func replay(into states: inout ProducerStates) throws(StorageError) {
        let from = states.endOffset
        for (index, segment) in segments.enumerated() {
            let next = index + 1 < segments.count ? segments[index + 1].baseOffset : logEndOffset
            guard next > from else { continue }
            let start = try segment.start(for: from, using: context.scanner)
            var heads: [BatchHead] = []
            try segment.forEachBatch(from: start, using: context.scanner) { head in
                if head.magic == 2 && head.lastOffset >= from { heads.append(head) }
                return true
            }
            for head in heads { try take(head, of: segment, into: &states) }
        }
    }

    private func take(
        _ head: BatchHead, of segment: Segment, into states: inout ProducerStates
    ) throws(StorageError) {
        // Records are only looked into for markers, which are small; else the header is enough.
        guard let batch = try batch(of: head, in: segment) else { return }
        let aborted = states.update(
            batch, baseOffset: batch.baseOffset, maxTimestamp: batch.maxTimestamp)
        if let aborted, let firstRecovered, segment.baseOffset >= firstRecovered {
            try segment.transactionIndex.append(aborted)
        }
    }

    private func batch(
        of head: BatchHead, in segment: Segment
    ) throws(StorageError) -> RecordBatchView? {
        guard case .batch(let batch) = try segment.batch(head) else { return nil }
        return batch
    }

    /// Keeps the snapshots at segment bases and the latest one.
    private func removeStraySnapshots() throws(StorageError) {
        let bases = Set(segments.map(\.baseOffset))
        for offset in try snapshotOffsets().dropLast() where !bases.contains(offset) {
            try context.disk.unlink("\(directory)/\(LogNames.padded(offset)).snapshot")
        }
    }
}
