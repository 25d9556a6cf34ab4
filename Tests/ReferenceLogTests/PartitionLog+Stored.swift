// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

extension PartitionLog {
    /// Every batch of magic 2 that is stored, its checksum verified.
    func storedBatches() throws -> [RecordBatchView] {
        var offset = logStartOffset
        var found: [RecordBatchView] = []
        while offset < logEndOffset {
            let result = try read(
                from: offset, bytesMax: 1 << 20, wholeFirstBatch: true, bound: .logEnd)
            guard let region = result.region else { break }
            let bytes = try region.file.read(position: region.position, count: region.count)
            for case .batch(let batch) in try RecordSet.batches(in: bytes) {
                try batch.checkCRC()
                found.append(batch)
                offset = batch.nextOffset
            }
        }
        return found
    }

    /// The aborted transactions that a reader of what is committed is told of, page by page.
    func abortedTransactions() throws -> [AbortedTransaction] {
        var offset = logStartOffset
        var found: [AbortedTransaction] = []
        while true {
            let page = try read(
                from: offset, bytesMax: 1 << 20, wholeFirstBatch: true, bound: .lastStable)
            found += page.abortedTransactions.filter { !found.contains($0) }
            guard let region = page.region else { return found }
            let bytes = try region.file.read(position: region.position, count: region.count)
            guard let last = try RecordSet.batches(in: bytes).last else { return found }
            offset = last.lastOffset + 1
        }
    }

    /// The last value of each key below the stable offset, as a consumer of committed data has it
    /// in the end.
    func committedView() throws -> [String: String] {
        let codecs = RecordCodecs()
        var view: [String: String] = [:]
        var aborted: Set<Int64> = []
        var pending = try abortedTransactions()
        for batch in try storedBatches() where batch.baseOffset < lastStableOffset {
            for one in pending where one.firstOffset <= batch.lastOffset {
                aborted.insert(one.producerId)
            }
            pending.removeAll { $0.firstOffset <= batch.lastOffset }
            if batch.isControl {
                if try batch.recordCount == 1 && ControlRecord(batch).kind == .abort {
                    aborted.remove(batch.producerId)
                }
                continue
            }
            if batch.isTransactional && aborted.contains(batch.producerId) { continue }
            for record in try batch.records(using: codecs) {
                view[record.key?.text ?? "?"] = record.value?.text
            }
        }
        return view
    }
}
