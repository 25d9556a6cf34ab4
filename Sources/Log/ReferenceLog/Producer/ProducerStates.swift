// SPDX-License-Identifier: Apache-2.0

import LogContract
import Records

/// What a log knows of all its producers: duplicates, sequences, open transactions (Kafka's
/// `ProducerStateManager`).
struct ProducerStates {
    private(set) var entries: [Int64: ProducerEntry] = [:]
    /// First offsets of open transactions, rising, with their producers.
    private(set) var openTransactions: [(firstOffset: Int64, producerId: Int64)] = []
    /// Transactions whose marker is written and not yet below the high watermark.
    private var undecided: [(firstOffset: Int64, markerOffset: Int64)] = []
    /// Offset behind the last batch that was taken in.
    var endOffset: Int64 = 0

    /// The remembered batch that `batch` repeats; nil when it is new.
    func duplicate(of batch: RecordBatchView) -> ProducerBatch? {
        guard batch.hasProducerId, !batch.isControl else { return nil }
        return entries[batch.producerId]?.duplicate(
            epoch: batch.producerEpoch, firstSequence: batch.baseSequence,
            lastSequence: batch.lastSequence)
    }

    /// Whether a client's or coordinator's batch may be written.
    func check(_ batch: RecordBatchView) throws(AppendRefusal) {
        let id = batch.producerId
        guard batch.hasProducerId, let entry = entries[id] else { return }
        guard batch.producerEpoch >= entry.epoch else {
            throw .invalidProducerEpoch(
                producerId: id, current: entry.epoch, found: batch.producerEpoch)
        }
        if batch.isControl { return try checkMarker(batch, entry) }
        if entry.transactionFirstOffset != nil && !batch.isTransactional {
            throw .invalidTransactionState(
                "producer \(id) wrote outside its open transaction")
        }
        // Coordinators write offsets without sequence numbers.
        guard batch.baseSequence >= 0 else { return }
        let fits =
            batch.producerEpoch == entry.epoch
            ? ProducerEntry.isInSequence(entry.lastSequence, batch.baseSequence)
            : batch.baseSequence == 0
        if !fits {
            let expected =
                batch.producerEpoch == entry.epoch
                ? RecordBatchView.sequence(entry.lastSequence, plus: 1) : 0
            throw .outOfOrderSequence(
                producerId: id, expected: expected, found: batch.baseSequence)
        }
    }

    /// Whether a client's batch of these numbers goes on where its producer, in the same epoch and
    /// without a transaction, left off: then nothing of it needs a closer look.
    func isNext(_ batch: PlainBatch) -> Bool {
        guard let entry = entries[batch.producerId], entry.epoch == batch.producerEpoch,
            entry.transactionFirstOffset == nil
        else { return false }
        let repeated = entry.duplicate(
            epoch: batch.producerEpoch, firstSequence: batch.baseSequence,
            lastSequence: batch.lastSequence)
        return repeated == nil
            && ProducerEntry.isInSequence(entry.lastSequence, batch.baseSequence)
    }

    /// The same for a batch behind `previous`, of the same producer, which is not taken in yet.
    func isNext(_ batch: PlainBatch, after previous: PlainBatch) -> Bool {
        batch.producerEpoch == previous.producerEpoch
            && ProducerEntry.isInSequence(previous.lastSequence, batch.baseSequence)
            && entries[batch.producerId]?.duplicate(
                epoch: batch.producerEpoch, firstSequence: batch.baseSequence,
                lastSequence: batch.lastSequence) == nil
    }

    /// Takes in a batch that `isNext` and is written up to `lastOffset`.
    mutating func updateNext(_ batch: PlainBatch, lastOffset: Int64) {
        guard var entry = entries[batch.producerId] else { return }
        entry.batches.append(
            ProducerBatch(
                firstSequence: batch.baseSequence, lastSequence: batch.lastSequence,
                lastOffset: lastOffset, offsetDelta: batch.lastOffsetDelta,
                timestamp: batch.maxTimestamp))
        entry.lastTimestamp = batch.maxTimestamp
        // Changing it through the subscript would allocate a frame for so large a value.
        entries.updateValue(entry, forKey: batch.producerId)
    }

    private func checkMarker(
        _ batch: RecordBatchView, _ entry: ProducerEntry
    ) throws(AppendRefusal) {
        guard let marker = try? ControlRecord(batch), let epoch = marker.coordinatorEpoch else {
            return
        }
        if epoch < entry.coordinatorEpoch {
            throw .coordinatorFenced(current: entry.coordinatorEpoch, found: epoch)
        }
    }

    /// The transaction that `batch` would abort when it is written at `offset`; nil when it is no
    /// ABORT marker, or nothing was written in the transaction.
    func aborted(by batch: RecordBatchView, at offset: Int64) -> AbortedRange? {
        guard batch.isControl, let first = entries[batch.producerId]?.transactionFirstOffset,
            let marker = try? ControlRecord(batch), marker.kind == .abort
        else { return nil }
        let next = openTransactions.first { $0.producerId != batch.producerId }
        return AbortedRange(
            producerId: batch.producerId, firstOffset: first, lastOffset: offset,
            lastStableOffset: next?.firstOffset ?? offset &+ 1)
    }

    /// Takes in a batch that is written from `baseOffset` on.
    ///
    /// Ask for `aborted(by:at:)` before.
    mutating func update(
        _ batch: RecordBatchView, baseOffset: Int64, maxTimestamp: Int64
    ) {
        let lastOffset = baseOffset &+ Int64(batch.lastOffsetDelta)
        endOffset = lastOffset &+ 1
        guard batch.hasProducerId else { return }
        var entry =
            entries.removeValue(forKey: batch.producerId)
            ?? ProducerEntry(epoch: batch.producerEpoch)
        defer { entries[batch.producerId] = entry }
        if batch.producerEpoch > entry.epoch {
            entry.epoch = batch.producerEpoch
            entry.batches.removeAll()
        }
        entry.lastTimestamp = maxTimestamp
        if batch.isControl { return end(batch, at: baseOffset, of: &entry) }
        if batch.baseSequence >= 0 {
            entry.batches.append(
                ProducerBatch(
                    firstSequence: batch.baseSequence, lastSequence: batch.lastSequence,
                    lastOffset: lastOffset, offsetDelta: batch.lastOffsetDelta,
                    timestamp: maxTimestamp))
        }
        if batch.isTransactional && entry.transactionFirstOffset == nil {
            entry.transactionFirstOffset = baseOffset
            openTransactions.append((baseOffset, batch.producerId))
        }
    }

    private mutating func end(
        _ batch: RecordBatchView, at offset: Int64, of entry: inout ProducerEntry
    ) {
        // A marker that compaction emptied ends nothing any more.
        guard let marker = try? ControlRecord(batch),
            marker.kind == .commit || marker.kind == .abort
        else { return }
        entry.coordinatorEpoch = marker.coordinatorEpoch ?? entry.coordinatorEpoch
        guard let first = entry.transactionFirstOffset else { return }
        entry.transactionFirstOffset = nil
        openTransactions.removeAll { $0.producerId == batch.producerId }
        undecided.append((first, offset))
    }

    /// First offset that is not decided below `highWatermark`, or that itself.
    func stableOffset(highWatermark: Int64) -> Int64 {
        var stable = highWatermark
        if let open = openTransactions.first { stable = min(stable, open.firstOffset) }
        for transaction in undecided { stable = min(stable, transaction.firstOffset) }
        return stable
    }

    /// Transactions whose marker is now below the high watermark are decided.
    mutating func advance(highWatermark: Int64) {
        if !undecided.isEmpty { undecided.removeAll { $0.markerOffset < highWatermark } }
    }

    /// Forgets decided transactions that end below the log's start.
    mutating func forget(below logStart: Int64) {
        undecided.removeAll { $0.markerOffset < logStart }
        endOffset = max(endOffset, logStart)
    }

    /// Forgets producers without an open transaction that wrote nothing since `timestamp`.
    mutating func expire(before timestamp: Int64) {
        entries = entries.filter { !$0.value.isExpired(before: timestamp) }
    }

    /// Begins from what a snapshot holds.
    mutating func restore(_ restored: [Int64: ProducerEntry], endOffset: Int64) {
        entries = restored
        openTransactions = restored.compactMap { id, entry in
            entry.transactionFirstOffset.map { ($0, id) }
        }.sorted { $0.firstOffset < $1.firstOffset }
        undecided = []
        self.endOffset = endOffset
    }
}
