// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import LogContract
import Records

extension ReferencePartitionLog {
    /// Writes plain batches that follow each other with one call; any other goes its own way.
    package func append(
        each records: [ByteSlice], leaderEpoch: Int32
    ) -> [Result<AppendResult, AppendRefusal>] {
        var results: [Result<AppendResult, AppendRefusal>] = []
        results.reserveCapacity(records.count)
        while results.count < records.count {
            let rest = records[results.count...]
            let together = appendTogether(rest, leaderEpoch: leaderEpoch)
            results += together
            guard together.isEmpty, let next = rest.first else { continue }
            results.append(
                Result { () throws(AppendRefusal) in
                    try append(next, origin: .client, leaderEpoch: leaderEpoch)
                })
        }
        return results
    }

    /// What became of the batches at the front that could be written together; empty when there are
    /// no two of them.
    private func appendTogether(
        _ records: ArraySlice<ByteSlice>, leaderEpoch: Int32
    ) -> [Result<AppendResult, AppendRefusal>] {
        guard records.count > 1, context.failure == nil, !isDeleted else { return [] }
        var run = AppendRun(headers: context.runHeaders.base)
        do throws(StorageError) {
            for slice in records {
                guard try add(slice, to: &run, leaderEpoch: leaderEpoch), !run.isFull else { break }
            }
            guard run.batches.count > 1 else { return [] }
            try withExtendedLifetime(records) { () throws(StorageError) in
                try active.append(run, indexIntervalBytes: config.indexIntervalBytes)
            }
        } catch {
            context.note(error)
            let count = max(1, run.batches.count)
            return Array(repeating: .failure(.storage(error)), count: count)
        }
        return take(in: run)
    }

    /// Adds a batch to `run` when it is plain, is the next of its producer, and has room in the
    /// segment; for the first of a run a segment is begun where that has to be.
    private func add(
        _ slice: ByteSlice, to run: inout AppendRun, leaderEpoch: Int32
    ) throws(StorageError) -> Bool {
        try slice.withUnsafeBytes { (raw) throws(StorageError) -> Bool in
            guard let batch = PlainBatch(raw, config: config, nowMillis: clock.nowMillis),
                !batch.hasProducerId || isNext(batch, behind: run)
            else { return false }
            let first = run.batches.last.map { $0.lastOffset + 1 } ?? logEndOffset
            guard first <= LogNames.baseOffsetMax else { return false }
            let last = first + Int64(batch.lastOffsetDelta)
            if run.batches.isEmpty {
                try makeRoom(
                    bytes: batch.sizeInBytes, maxTimestamp: batch.maxTimestamp, from: first,
                    lastOffset: last, leaderEpoch: leaderEpoch)
            } else if try mustRoll(for: batch, lastOffset: last, behind: run) {
                return false
            }
            run.add(batch, raw, firstOffset: first, leaderEpoch: leaderEpoch)
            return true
        }
    }

    private func isNext(_ batch: PlainBatch, behind run: AppendRun) -> Bool {
        guard let previous = run.last(of: batch.producerId) else { return producers.isNext(batch) }
        return producers.isNext(batch, after: previous)
    }

    private func take(in run: AppendRun) -> [Result<AppendResult, AppendRefusal>] {
        var results: [Result<AppendResult, AppendRefusal>] = []
        results.reserveCapacity(run.batches.count)
        for batch in run.batches {
            let first = logEndOffset
            logEndOffset = batch.lastOffset + 1
            producers.endOffset = logEndOffset
            if batch.plain.hasProducerId {
                producers.updateNext(batch.plain, lastOffset: batch.lastOffset)
            }
            results.append(
                .success(
                    AppendResult(
                        firstOffset: first, lastOffset: batch.lastOffset, logAppendTime: -1,
                        logStartOffset: logStartOffset, isDuplicate: false)))
        }
        noteAppended()
        return results
    }
}
