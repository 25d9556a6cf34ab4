// SPDX-License-Identifier: Apache-2.0

import LogContract
import Records

/// Follows all producers of a log from batch to batch (KIP-98, Kafka's `ProducerStateManager`), and
/// says which batch breaks a rule.
///
/// Memory is bounded: of more producers than `producersMax` the later ones are not followed.
struct ProducerReplay {
    /// A rule that a batch breaks.
    struct Breach {
        var rule: String
        var reason: String
    }

    /// A transaction that a marker ended.
    struct Ended {
        var producerId: Int64
        /// nil when no data of it was seen.
        var firstOffset: Int64?
        var isCommit: Bool
        /// What the last stable offset is once the marker stands at `offset`.
        var lastStableOffset: Int64
        /// Whether all that led to it was seen.
        var isCertain: Bool
    }

    static let producersMax = 100_000

    private(set) var traces: [Int64: ProducerTrace] = [:]
    /// Whether producers went unfollowed.
    private(set) var isOverfull = false
    /// Whether the log was seen from its beginning, or from a snapshot.
    var isComplete: Bool
    /// Whether records or batches were removed by compaction: then sequences have gaps.
    var isCompacted = false

    private var open = Self.noTransactions
    private static var noTransactions: OpenTransactions { OpenTransactions(limit: producersMax) }

    init(isComplete: Bool) { self.isComplete = isComplete }

    /// Begins from what a snapshot says.
    mutating func begin(with snapshot: ProducerSnapshotFile) throws(StorageError) {
        isComplete = true
        traces = [:]
        while let entry = try snapshot.next() {
            guard traces.count < Self.producersMax || traces[entry.producerId] != nil else {
                isOverfull = true
                break
            }
            traces[entry.producerId] = ProducerTrace(entry)
        }
        open = Self.noTransactions
        for transaction in openTransactions {
            open.write(producerId: transaction.producerId, at: transaction.firstOffset)
        }
    }

    /// Begins in the middle, with nothing known.
    mutating func forget() {
        traces = [:]
        open = Self.noTransactions
        isComplete = false
    }

    /// Open transactions, the earliest first.
    var openTransactions: [(producerId: Int64, firstOffset: Int64)] {
        traces.compactMap { id, trace in
            trace.transactionFirstOffset.map { (id, $0) }
        }.sorted { $0.firstOffset < $1.firstOffset }
    }

    /// Takes in a data batch.
    mutating func take(_ header: BatchHeader) -> Breach? {
        guard header.hasProducerId, var trace = trace(of: header) else { return nil }
        defer { traces[header.producerId] = trace }
        let breach = check(header, trace)
        if header.producerEpoch != trace.epoch {
            trace.epoch = header.producerEpoch
            trace.lastSequence = -1
        }
        trace.lastSequence = header.lastSequence
        trace.lastOffset = header.lastOffset
        trace.offsetDelta = header.lastOffsetDelta
        trace.timestamp = header.maxTimestamp
        if header.attributes.isTransactional && trace.transactionFirstOffset == nil {
            trace.transactionFirstOffset = header.baseOffset
            open.write(producerId: header.producerId, at: header.baseOffset)
        }
        return breach
    }

    /// Takes in the marker that ended a transaction at the batch's offset.
    mutating func take(
        _ header: BatchHeader, marker isCommit: Bool, coordinatorEpoch: Int32
    ) -> (Ended, Breach?) {
        var breach: Breach?
        _ = open.end(producerId: header.producerId)
        var ended = Ended(
            producerId: header.producerId, isCommit: isCommit,
            lastStableOffset: open.earliest ?? header.baseOffset &+ 1,
            isCertain: isComplete && !isCompacted && !isOverfull)
        guard header.hasProducerId, var trace = trace(of: header) else { return (ended, nil) }
        if header.producerEpoch < trace.epoch {
            breach = Breach(
                rule: "P4",
                reason: "marker of producer \(header.producerId) with epoch"
                    + " \(header.producerEpoch) after \(trace.epoch)")
        }
        if header.producerEpoch != trace.epoch {
            trace.epoch = header.producerEpoch
            trace.lastSequence = -1
            trace.lastOffset = -1
            trace.offsetDelta = 0
        }
        ended.firstOffset = trace.transactionFirstOffset
        ended.isCertain = ended.isCertain && trace.isComplete
        trace.transactionFirstOffset = nil
        trace.coordinatorEpoch = coordinatorEpoch
        trace.timestamp = header.maxTimestamp
        traces[header.producerId] = trace
        return (ended, breach)
    }

    private mutating func trace(of header: BatchHeader) -> ProducerTrace? {
        if let known = traces[header.producerId] { return known }
        guard traces.count < Self.producersMax else {
            isOverfull = true
            return nil
        }
        return ProducerTrace(epoch: header.producerEpoch, isComplete: isComplete)
    }

    private func check(_ header: BatchHeader, _ trace: ProducerTrace) -> Breach? {
        let id = header.producerId
        if header.producerEpoch < trace.epoch {
            return Breach(
                rule: "P4",
                reason: "producer \(id) with epoch \(header.producerEpoch) after \(trace.epoch)")
        }
        if trace.transactionFirstOffset != nil && !header.attributes.isTransactional {
            return Breach(rule: "P5", reason: "producer \(id) wrote outside its open transaction")
        }
        guard header.producerEpoch == trace.epoch, trace.lastSequence >= 0,
            header.baseSequence >= 0
        else { return nil }
        let expected = RecordBatchView.sequence(trace.lastSequence, plus: 1)
        // Coordinators number each batch from 0.
        if header.baseSequence == expected || header.baseSequence == 0 && trace.isUnnumbered(header)
        {
            return nil
        }
        if header.lastSequence == trace.lastSequence && header.lastOffsetDelta == trace.offsetDelta
        {
            return Breach(
                rule: "P1",
                reason: "producer \(id) sequences \(header.baseSequence) to"
                    + " \(header.lastSequence) stand here and at offset \(trace.lastOffset)")
        }
        if isCompacted { return nil }
        return Breach(
            rule: "P2",
            reason: "producer \(id) epoch \(trace.epoch): sequence \(header.baseSequence)"
                + " where \(expected) is due")
    }
}

extension ProducerTrace {
    /// Whether the producer begins every batch with sequence 0, as group coordinators do for
    /// offsets that are committed in a transaction.
    fileprivate func isUnnumbered(_ header: BatchHeader) -> Bool {
        header.attributes.isTransactional && lastSequence == offsetDelta
    }
}
