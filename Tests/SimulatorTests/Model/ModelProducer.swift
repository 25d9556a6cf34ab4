// SPDX-License-Identifier: Apache-2.0

import LogContract
import Records

/// What is known of one producer id, and how surely the log must know it too.
struct ModelProducer {
    enum Verdict: Equatable {
        case accept
        /// Of the batch at this offset.
        case duplicate(Int64)
        case refuse
        /// What was remembered may be gone with the records it came from.
        case unsure
    }

    var epoch: Int16
    /// Oldest first, five at most.
    var batches: [ModelBatch] = []
    var transactionFirstOffset: Int64?
    var coordinatorEpoch: Int32 = -1
    /// Whether the log must know the epoch and the last batch.
    var isSure = true
    /// Whether it must know the batches before the last.
    var isWindowSure = true
    /// Whether it must know where the open transaction began.
    var isTransactionSure = true

    init(epoch: Int16) { self.epoch = epoch }

    func verdict(_ sent: RecordBatchBuilder) -> Verdict {
        if sent.isControl {
            guard isSure else { return .unsure }
            guard sent.producerEpoch >= epoch else { return .refuse }
            return coordinator(of: sent) < coordinatorEpoch ? .refuse : .accept
        }
        let first = sent.baseSequence
        let last = RecordBatchView.sequence(first, plus: Int32(sent.records.count) - 1)
        if sent.producerEpoch == epoch, isSure,
            let index = batches.lastIndex(where: {
                $0.baseSequence == first && $0.lastSequence == last
            })
        {
            if index == batches.count - 1 || isWindowSure {
                return .duplicate(batches[index].base)
            }
            return .unsure
        }
        guard isSure else { return .unsure }
        guard sent.producerEpoch >= epoch else { return .refuse }
        if transactionFirstOffset != nil && !sent.isTransactional { return .refuse }
        if sent.producerEpoch > epoch { return first == 0 ? .accept : .refuse }
        guard let known = batches.last else { return .unsure }
        return first == RecordBatchView.sequence(known.lastSequence, plus: 1) ? .accept : .refuse
    }

    private func coordinator(of sent: RecordBatchBuilder) -> Int32 {
        ModelBatch(sent, base: 0, leaderEpoch: 0, logAppendTime: -1).coordinatorEpoch ?? -1
    }

    /// Takes in a batch of this producer.
    mutating func take(_ batch: ModelBatch) {
        if batch.producerEpoch > epoch {
            epoch = batch.producerEpoch
            batches = []
        }
        if let coordinator = batch.coordinatorEpoch {
            coordinatorEpoch = coordinator
            transactionFirstOffset = nil
            isTransactionSure = true
            return
        }
        if !isSure {
            // A log that remembers them takes these for duplicates, one that does not for new.
            batches.removeAll { $0.producerEpoch != batch.producerEpoch }
            epoch = batch.producerEpoch
            isWindowSure = false
            isTransactionSure = false
        }
        // An emptied marker says nothing any more.
        guard batch.baseSequence >= 0 else { return }
        isSure = true
        batches.append(batch)
        if batches.count > 5 { batches.removeFirst() }
        if batch.isTransactional && transactionFirstOffset == nil {
            transactionFirstOffset = batch.base
        }
    }
}
