// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// Opens a partition's directory (Kafka's `LogLoader`): after a clean stop files are trusted,
/// otherwise everything from the recovery point on is read and what is bad is set aside.
struct PartitionLoader {
    let partition: TopicPartition
    let directory: String
    let config: LogConfig
    let context: EngineContext
    let isClean: Bool
    /// Of the checkpoints; 0 where they have none.
    let recoveryPoint: Int64
    let logStart: Int64
    let highWatermark: Int64

    private var disk: any Disk { context.disk }

    func load() throws(StorageError) -> LoadedPartition {
        let found = try disk.list(directory)
        let inventory = PartitionInventory(
            try settle(found), halfDeleted: PartitionInventory.halfDeleted(found))
        try removeOrphans(inventory)
        let (epochs, areEpochsKnown) = try openEpochs()
        var segments = try findSegments(inventory)
        let rebuilt = try recover(&segments, inventory, epochs: epochs)
        if segments.isEmpty { segments = [try emptySegment(at: max(0, logStart))] }
        let tail = try tail(of: segments)
        var end = tail.endOffset
        if end < logStart {
            // Files are lost; offsets must not be used twice (as Kafka starts again).
            try discard(segments[...], reason: "the log ends at \(end), below its start")
            segments = [try emptySegment(at: logStart)]
            end = logStart
        }
        if !areEpochsKnown {
            // Recovery has noted those of the segments it read, which may be the last ones only.
            try epochs.clear()
            try collect(into: epochs, from: segments)
        }
        let start = max(logStart, segments[0].baseOffset)
        let latestEpoch = max(epochs.latestEpoch, tail.epoch)
        try epochs.truncateEnd(to: end)
        try epochs.truncateStart(to: start)
        let producers = try ProducerLoader(
            partition: partition, directory: directory, context: context, segments: segments,
            logEndOffset: end, rebuilt: rebuilt
        ).load(logStart: start, snapshots: inventory.snapshots)
        for segment in segments { try segment.finishIndexes() }
        return LoadedPartition(
            segments: segments, epochs: epochs, producers: producers, logStartOffset: start,
            logEndOffset: end, highWatermark: min(max(highWatermark, start), end),
            recoveryPoint: isClean ? end : min(max(recoveryPoint, 0), end),
            latestEpoch: latestEpoch)
    }

    private func findSegments(
        _ inventory: PartitionInventory
    ) throws(StorageError) -> [Segment] {
        var segments: [Segment] = []
        segments.reserveCapacity(inventory.logs.count)
        let now = context.clock.nowMillis
        for base in inventory.logs {
            segments.append(
                Segment.find(
                    at: base, in: directory, pool: context.files,
                    size: try disk.size(of: "\(directory)/\(LogNames.padded(base)).log"),
                    now: now, indexIntervalBytes: config.indexIntervalBytes,
                    hasTransactionIndex: inventory.transactionIndexes.contains(base)))
        }
        return segments
    }

    private func emptySegment(at base: Int64) throws(StorageError) -> Segment {
        try Segment.create(
            at: base, in: directory, pool: context.files, now: context.clock.nowMillis,
            indexIntervalBytes: config.indexIntervalBytes)
    }

    /// Finishes or undoes what a crash left half renamed; returns the names that remain.
    private func settle(_ names: [String]) throws(StorageError) -> [String] {
        let unfinished = [
            LogNames.deletedSuffix, LogNames.cleanedSuffix, LogNames.swapSuffix, ".tmp",
        ]
        let isSettled = !names.contains { name in unfinished.contains { name.hasSuffix($0) } }
        if isSettled { return names }
        for name in names where name.hasSuffix(".tmp") {
            try disk.unlink("\(directory)/\(name)")
        }
        try SwapRecovery(directory: directory, context: context).settle()
        return try disk.list(directory)
    }

    private func removeOrphans(_ inventory: PartitionInventory) throws(StorageError) {
        for name in inventory.orphans { try disk.unlink("\(directory)/\(name)") }
    }

    /// The epoch checkpoint; one that cannot be read is set aside, and then false is returned.
    private func openEpochs() throws(StorageError) -> (LeaderEpochCache, Bool) {
        let path = "\(directory)/\(LogNames.leaderEpochs)"
        do throws(StorageError) {
            let epochs = try LeaderEpochCache(path: path, disk: disk)
            guard epochs.entries.isEmpty, let content = try SmallFile.read(path, on: disk) else {
                return (epochs, true)
            }
            // Nobody writes it empty: its name reached the disk before its content did.
            return (epochs, !content.isEmpty)
        } catch {
            guard error.code == .corrupt else { throw error }
            try context.setAside(
                path, bytes: try disk.size(of: path), of: partition, because: error.found)
            return (try LeaderEpochCache(path: path, disk: disk), false)
        }
    }

    /// Learns the epochs from the batches.
    private func collect(
        into epochs: LeaderEpochCache, from segments: [Segment]
    ) throws(StorageError) {
        for segment in segments {
            try segment.forEachBatch(using: context.scanner) { (head) throws(StorageError) in
                try epochs.assign(head.leaderEpoch, from: head.baseOffset)
                return true
            }
        }
    }

    /// Brings every segment into a state that can be trusted; returns the bases of those whose
    /// content was read and whose indexes were made anew.
    private func recover(
        _ segments: inout [Segment], _ inventory: PartitionInventory, epochs: LeaderEpochCache
    ) throws(StorageError) -> Set<Int64> {
        var rebuilt: Set<Int64> = []
        var index = 0
        while index < segments.count {
            let segment = segments[index]
            let next = index + 1 < segments.count ? segments[index + 1].baseOffset : Int64.max
            let recovery = SegmentRecovery(
                partition: partition, segment: segment, context: context,
                indexIntervalBytes: config.indexIntervalBytes)
            let isSuspect = !isClean && next > recoveryPoint
            index += 1
            if !isSuspect {
                // A crash may have come between the flush of a segment and its end.
                let mayBeOpen = !isClean && next == recoveryPoint
                guard
                    let reason = try recovery.distrust(
                        inventory, isActive: next == .max, mayBeOpen: mayBeOpen)
                else { continue }
                context.report(
                    RecoveryFinding(
                        partition: partition, action: .rebuilt, path: segment.path,
                        reason: reason))
            }
            rebuilt.insert(segment.baseOffset)
            let isWhole = try recovery.rebuild(epochs: epochs, isLasting: !isSuspect)
            if !isWhole && isSuspect {
                // What follows a bad batch cannot be told from what was never acknowledged. What
                // was flushed long ago can: it stays.
                try discard(segments[index...], reason: "follows a segment that was cut")
                segments.removeSubrange(index...)
            }
        }
        return rebuilt
    }

    /// Puts whole segments aside, kept under other names.
    private func discard(_ segments: ArraySlice<Segment>, reason: String) throws(StorageError) {
        for segment in segments.reversed() {
            segment.closeFiles()
            for path in segment.indexPaths where try disk.exists(path) {
                try disk.rename(path, to: context.keptName(for: path))
            }
            if segment.size > 0 {
                try context.setAside(
                    segment.path, bytes: segment.size, of: partition, because: reason)
            } else {
                try disk.rename(segment.path, to: context.keptName(for: segment.path))
            }
        }
        // Were the old names there again after a power failure, so would be the offsets in them,
        // beside those written since.
        if !segments.isEmpty { try disk.syncDirectory(directory) }
    }

    /// Where the log ends, and the largest epoch of the batches read to learn that.
    private func tail(
        of segments: [Segment]
    ) throws(StorageError) -> (endOffset: Int64, epoch: Int32) {
        let active = segments[segments.count - 1]
        var end = active.baseOffset
        var epoch: Int32 = -1
        let from = try active.startPosition(for: .max, using: context.scanner)
        try active.forEachBatch(from: from, using: context.scanner) { head in
            end = head.lastOffset &+ 1
            epoch = max(epoch, head.leaderEpoch)
            return true
        }
        return (end, epoch)
    }
}
