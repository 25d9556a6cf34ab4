// SPDX-License-Identifier: Apache-2.0

import Records

/// A batch that a producer wrote lately, by which a retry is recognised (KIP-98).
struct ProducerBatch: Hashable {
    var firstSequence: Int32
    var lastSequence: Int32
    var lastOffset: Int64
    /// Last offset less first offset.
    var offsetDelta: Int32
    /// Greatest timestamp of the batch, in milliseconds.
    var timestamp: Int64

    var firstOffset: Int64 { lastOffset &- Int64(offsetDelta) }
}

/// What a log knows of one producer id.
struct ProducerEntry: Hashable {
    var epoch: Int16
    var batches = ProducerBatches()
    /// Of the last marker, -1 before one.
    var coordinatorEpoch: Int32 = -1
    /// Record time of the last batch or marker, in milliseconds.
    var lastTimestamp: Int64 = -1
    /// Where the open transaction began, nil when none is open.
    var transactionFirstOffset: Int64?

    init(epoch: Int16) { self.epoch = epoch }

    /// -1 while no batch is remembered.
    var lastSequence: Int32 { batches.last?.lastSequence ?? -1 }

    /// Whether it may be forgotten: nothing was written since `timestamp`, nothing is open.
    func isExpired(before timestamp: Int64) -> Bool {
        transactionFirstOffset == nil && lastTimestamp <= timestamp
    }

    /// The remembered batch that is the same as one with these numbers.
    func duplicate(epoch: Int16, firstSequence: Int32, lastSequence: Int32) -> ProducerBatch? {
        guard epoch == self.epoch else { return nil }
        return batches.first {
            $0.firstSequence == firstSequence && $0.lastSequence == lastSequence
        }
    }

    /// Whether `next` follows `last`; sequences wrap to 0.
    static func isInSequence(_ last: Int32, _ next: Int32) -> Bool {
        next == RecordBatchView.sequence(last, plus: 1) && (last >= 0 || next == 0)
    }
}
