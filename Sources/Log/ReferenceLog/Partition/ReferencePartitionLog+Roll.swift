// SPDX-License-Identifier: Apache-2.0

import LogContract

extension ReferencePartitionLog {
    /// Whether the active segment has no room for a batch (Kafka's `LogSegment.shouldRoll`).
    func mustRoll(
        bytes: Int, maxTimestamp: Int64, lastOffset: Int64
    ) throws(StorageError) -> Bool {
        let answer = activeReference._withUnsafeGuaranteedRef { segment in
            Result { () throws(StorageError) in
                try mustRoll(
                    segment, bytes: bytes, maxTimestamp: maxTimestamp, lastOffset: lastOffset)
            }
        }
        return try answer.get()
    }

    private func mustRoll(
        _ segment: Segment, bytes: Int, maxTimestamp: Int64, lastOffset: Int64
    ) throws(StorageError) -> Bool {
        guard segment.size > 0 else { return !segment.offsetIndex.canHold(lastOffset) }
        if segment.size > Int64(config.segmentBytes - bytes) { return true }
        var first = segment.firstTimestamp ?? -1
        if segment.firstTimestamp == nil {
            first = try segment.firstBatchTimestamp(using: context.scanner)
        }
        let waited =
            first >= 0
            ? maxTimestamp &- first : context.clock.nowMillis - segment.createdMillis
        if waited > config.rollMillis - jitterMillis(of: segment) { return true }
        return try segment.hasNoIndexRoom(for: lastOffset, bytesMax: config.segmentIndexBytes)
    }

    /// The same for a batch behind those of `run`, which are not written yet.
    func mustRoll(
        for batch: PlainBatch, lastOffset: Int64, behind run: AppendRun
    ) throws(StorageError) -> Bool {
        let segment = active
        let size = segment.size + Int64(run.sizeInBytes)
        if size > Int64(config.segmentBytes - batch.sizeInBytes) { return true }
        // Of an empty segment the run's own first batch tells how long it has waited.
        let first =
            segment.size > 0
            ? try segment.firstBatchTimestamp(using: context.scanner)
            : run.batches.first?.maxTimestamp ?? -1
        let waited = first >= 0 ? batch.maxTimestamp &- first : 0
        if waited > config.rollMillis - jitterMillis(of: segment) { return true }
        return try segment.hasNoIndexRoom(
            for: lastOffset, behind: run.batches.count, bytesMax: config.segmentIndexBytes)
    }

    /// Ends the active segment and begins another at `offset`; producer state up to there is kept
    /// beside it, so that recovery need not read what came before.
    ///
    /// When there is no room for the new segment the old one stays active.
    func roll(to offset: Int64) throws(StorageError) {
        let last = active
        if last.size == 0 && last.baseOffset == offset { return }
        let next = try newSegment(at: offset)
        do throws(StorageError) {
            try last.seal()
        } catch {
            next.closeFiles()
            for path in next.paths { try? context.disk.unlink(path) }
            throw error
        }
        segments.append(next)
        flushState.hasUnsyncedNames = true
        flushClosedSegments()
        try writeProducerSnapshot(durably: false)
    }

    /// Makes the files of an empty segment, as the configs of this moment want it.
    func newSegment(at offset: Int64) throws(StorageError) -> Segment {
        try Segment.create(
            at: offset, in: directory, pool: context.files, now: context.clock.nowMillis,
            indexIntervalBytes: config.indexIntervalBytes,
            preallocated: config.preallocate ? Int64(config.segmentBytes) : 0)
    }

    /// Logs that were made together shall not all roll together (`segment.jitter.ms`).
    private func jitterMillis(of segment: Segment) -> Int64 {
        let jitterMax = min(config.segmentJitterMillis, config.rollMillis)
        guard jitterMax > 0 else { return 0 }
        let drawn =
            segment.jitterMillis ?? Int64(context.random.next() % UInt64(jitterMax))
        segment.jitterMillis = drawn
        return drawn
    }

    /// Stores producer state as of the log's end.
    func writeProducerSnapshot(durably: Bool) throws(StorageError) {
        try SmallFile.replace(
            snapshotPath(at: logEndOffset), with: ProducerSnapshot.encode(producers.entries),
            on: context.disk, durably: durably)
    }

    /// The file with producer state up to `offset`.
    func snapshotPath(at offset: Int64) -> String {
        "\(directory)/\(LogNames.padded(offset)).snapshot"
    }
}
