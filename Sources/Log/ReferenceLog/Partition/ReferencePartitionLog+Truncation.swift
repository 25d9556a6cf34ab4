// SPDX-License-Identifier: Apache-2.0

package import LogContract

extension ReferencePartitionLog {
    package func truncate(to offset: Int64) throws(StorageError) {
        try checkUsable()
        let target = max(0, offset)
        do {
            guard target < logEndOffset else {
                // An epoch may have begun at the end without a batch of its own.
                return try epochs.truncateEnd(to: target)
            }
            guard target >= segments[0].baseOffset else {
                return try restart(at: target)
            }
            try lowerRecoveryPoint(to: target)
            try cut(at: target)
        } catch {
            context.takeOffline(error)
            throw error
        }
    }

    package func truncateFully(startingAt offset: Int64) throws(StorageError) {
        try checkUsable()
        do {
            try restart(at: max(0, offset))
        } catch {
            context.takeOffline(error)
            throw error
        }
    }

    /// Makes the next recovery look at everything from `offset` on: what will be written there is
    /// not what the checkpoint vouches for.
    private func lowerRecoveryPoint(to offset: Int64) throws(StorageError) {
        guard recoveryPoint > offset else { return }
        recoveryPoint = offset
        try context.writeCheckpoints()
    }

    /// The log ends behind the last batch that is kept.
    ///
    /// Kafka's ends at the cut itself (`LocalLog.truncateTo`) until the next start, which finds the
    /// end where it is here: the two differ where compaction left nothing just below the cut.
    private func cut(at target: Int64) throws(StorageError) {
        voidCleaning(from: target)
        while active.baseOffset > target {
            // From the end on, each for good before the next, so that a crash leaves no holes.
            let segment = segments.removeLast()
            try doom(segment)
            try context.disk.syncDirectory(directory)
        }
        let inventory = PartitionInventory(try context.disk.list(directory))
        let end = try active.truncate(to: target, using: context.scanner)
        logEndOffset = end ?? active.baseOffset
        noteTruncated(to: logEndOffset)
        var snapshots = inventory.snapshots
        while let last = snapshots.last, last > logEndOffset {
            try context.disk.unlink("\(directory)/\(LogNames.padded(last)).snapshot")
            snapshots.removeLast()
        }
        // A snapshot that came back would speak of what is written there from now on.
        try context.disk.syncDirectory(directory)
        highWatermark = min(highWatermark, logEndOffset)
        logStartOffset = min(logStartOffset, logEndOffset)
        voidCleaning(from: logEndOffset)
        try epochs.truncateEnd(to: logEndOffset)
        producers = try ProducerLoader(
            partition: partition, directory: directory, context: context, segments: segments,
            logEndOffset: logEndOffset, rebuilt: []
        ).load(logStart: logStartOffset, snapshots: snapshots)
        producers.advance(highWatermark: highWatermark)
        try context.writeCheckpoints()
    }

    /// What is written from `offset` on is not what compaction has seen there.
    private func voidCleaning(from offset: Int64) {
        truncations += 1
        cleanedEnd = cleanedEnd.map { min($0, offset) }
    }

    /// Drops every segment and begins again at `offset`.
    func restart(at offset: Int64) throws(StorageError) {
        voidCleaning(from: offset)
        noteTruncated(to: offset)
        // A snapshot that came back would speak of what is written there from now on.
        try removeSnapshots()
        try context.disk.syncDirectory(directory)
        // Were all segments gone and the new one not there, offsets would begin at 0.
        restartOffset = offset
        try context.writeCheckpoints()
        for segment in segments.reversed() { try doom(segment) }
        // The new one among old ones, of which any may be there again, would be no log.
        try context.disk.syncDirectory(directory)
        segments = [
            try newSegment(at: offset)
        ]
        try context.disk.syncDirectory(directory)
        restartOffset = nil
        logStartOffset = offset
        logEndOffset = offset
        highWatermark = offset
        try epochs.clear()
        // There is nothing that is not on the disk.
        flushState.flushedOffset = offset
        producers = ProducerStates()
        producers.endOffset = offset
        try context.writeCheckpoints()
    }

    private func removeSnapshots() throws(StorageError) {
        for name in try context.disk.list(directory)
        where LogNames.offset(in: name, suffix: ".snapshot") != nil {
            try context.disk.unlink("\(directory)/\(name)")
        }
    }
}
