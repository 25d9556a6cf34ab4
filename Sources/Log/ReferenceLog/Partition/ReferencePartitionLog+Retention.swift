// SPDX-License-Identifier: Apache-2.0

import LogContract

extension ReferencePartitionLog {
    /// Removes the segments at the log's head that retention no longer keeps.
    ///
    /// Only a prefix goes, only what is below the high watermark. When everything goes, an empty
    /// segment at the log's end is made first: its name is what keeps offsets from being reused.
    func enforceRetention(now: Int64) throws(StorageError) {
        let count = try removable(now: now)
        guard count > 0 else { return }
        if count == segments.count {
            if active.size == 0 { return try remove(first: count - 1) }
            do throws(StorageError) {
                try roll(to: logEndOffset)
            } catch {
                // A full disk has no room for another segment; what goes before it makes some.
                if error.code == .noSpace { try remove(first: count - 1) }
                throw error
            }
        }
        try remove(first: count)
    }

    /// How many segments at the head can go, by size and then by time.
    private func removable(now: Int64) throws(StorageError) -> Int {
        guard config.cleanupPolicy.contains(.delete) else {
            return segments.prefix { nextBase(after: $0) <= logStartOffset && $0 !== active }.count
        }
        var excess =
            config.retentionBytes < 0
            ? -1 : segments.reduce(0) { $0 + $1.size } - config.retentionBytes
        var count = 0
        for segment in segments {
            let end = nextBase(after: segment)
            guard end <= highWatermark, segment !== active || segment.size > 0 else { break }
            let isBelowStart = end <= logStartOffset && segment !== active
            let isExcess = excess >= segment.size && excess >= 0
            if !isBelowStart && !isExcess {
                guard try isOld(segment, now: now) else { break }
            }
            excess -= segment.size
            count += 1
        }
        return count
    }

    private func isOld(_ segment: Segment, now: Int64) throws(StorageError) -> Bool {
        guard config.retentionMillis >= 0 else { return false }
        return try newestMillis(in: segment) < now.later(by: -config.retentionMillis)
    }

    /// The greatest timestamp in a segment, or when its file last changed.
    func newestMillis(in segment: Segment) throws(StorageError) -> Int64 {
        let newest = try segment.newestTimestamp().timestamp
        return newest >= 0 ? newest : try context.disk.modificationMillis(of: segment.path)
    }

    private func remove(first count: Int) throws(StorageError) {
        let gone = segments[..<count]
        guard let last = gone.last else { return }
        // Were the old names gone after a power failure and a new one not there, the offsets that
        // were given since would begin anew.
        try syncNames()
        // Readers must not be sent to files that are about to lose their names.
        try raiseLogStart(to: nextBase(after: last))
        for segment in gone {
            try doom(segment)
            // One that kept its name is below the start as long as it is known of.
            segments.removeFirst()
        }
        // Were the old names there again after a power failure, the start would be below once more.
        flushState.hasUnsyncedNames = true
        context.flushes.add(self, .closedSegments)
        try epochs.truncateStart(to: logStartOffset)
    }

    /// Gives up a segment's files, to be unlinked later, and the producer state at its base unless
    /// another segment begins there.
    func doom(_ segment: Segment, keepsSnapshot: Bool = false) throws(StorageError) {
        let snapshot = keepsSnapshot ? [] : [snapshotPath(at: segment.baseOffset)]
        try context.doom(
            segment.paths + snapshot,
            delayMillis: config.fileDeleteDelayMillis)
    }

    /// Ends the log's use in this process: everything is written and durable.
    func close() throws(StorageError) {
        try active.addFinalTimeEntry()
        // Sealing cuts off what was preallocated: were that lost, zeros would stand below the
        // recovery point.
        try active.seal()
        try flush()
        if active.hasUnsyncedEnd { try syncSealed() }
        try writeProducerSnapshot(durably: true)
    }
}
