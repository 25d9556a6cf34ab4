// SPDX-License-Identifier: Apache-2.0

import LogContract
import Records

/// Follows transactions through a log that is read in order, and says what of them can go
/// (Kafka's `CleanedTransactionMetadata`).
struct CleanedTransactions {
    private struct Ongoing {
        var range: AbortedRange
        var hasBatch = false
    }

    /// Aborted transactions not reached yet, the nearest last.
    private var ahead: [AbortedRange]
    private var aborted: [Int64: Ongoing] = [:]
    /// Producers with batches of a transaction that was not aborted.
    private var committing: Set<Int64> = []
    /// Set by an ABORT marker that must stay: what the transaction index keeps of it.
    private(set) var keptRange: AbortedRange?

    /// Follows a log from `offset` on, given what its transaction indexes hold.
    init(_ ranges: [AbortedRange], from offset: Int64) {
        ahead = ranges.filter { $0.lastOffset >= offset }.sorted {
            $0.firstOffset > $1.firstOffset
        }
    }

    /// Whether a batch, next in order, is of no use to anyone: data of an aborted transaction, or
    /// a marker without a batch left that it could decide.
    mutating func canDiscard(_ batch: RecordBatchView) -> Bool {
        keptRange = nil
        while let next = ahead.last, next.firstOffset <= batch.lastOffset {
            ahead.removeLast()
            if aborted[next.producerId] == nil { aborted[next.producerId] = Ongoing(range: next) }
        }
        if batch.isControl { return canDiscardMarker(batch) }
        guard batch.isTransactional else { return false }
        let id = batch.producerId
        // A range whose marker is gone says nothing of what came later.
        if let found = aborted[id], found.range.lastOffset > batch.lastOffset {
            aborted[id]?.hasBatch = true
            return true
        }
        aborted[id] = nil
        committing.insert(id)
        return false
    }

    private mutating func canDiscardMarker(_ batch: RecordBatchView) -> Bool {
        // One without its record was of a transaction that is gone altogether.
        guard let marker = try? ControlRecord(batch) else { return batch.recordCount == 0 }
        switch marker.kind {
        case .abort:
            guard let found = aborted.removeValue(forKey: batch.producerId), found.hasBatch
            else { return true }
            keptRange = found.range
            return false
        case .commit:
            return committing.remove(batch.producerId) == nil
        default:
            return false
        }
    }
}
