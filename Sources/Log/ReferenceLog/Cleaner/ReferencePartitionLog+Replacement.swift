// SPDX-License-Identifier: Apache-2.0

import LogContract

extension ReferencePartitionLog {
    /// Puts a cleaned segment in the place of its sources, so that a crash at any point leaves the
    /// one or the others (Kafka's `replaceSegments`, with the directory made durable at each step
    /// that the next one relies on).
    ///
    /// Readers keep the files they hold.
    func replace(with cleaned: CleanedSegment) throws(StorageError) {
        guard let first = index(of: cleaned.sources) else { return }
        let stem = "\(directory)/\(LogNames.padded(cleaned.segment.baseOffset))"
        var names: [String] = []
        for suffix in [".log", ".index", ".timeindex", ".txnindex"]
        where try context.disk.exists(stem + suffix + LogNames.cleanedSuffix) {
            names.append(stem + suffix)
        }
        if cleaned.hasLostMarker { try forsakeSnapshots(before: cleaned.sources) }
        try decide(names)
        do {
            try carryOut(names, cleaned.sources)
        } catch {
            // Half of it is done: only opening the directory anew finishes it.
            throw StorageError(
                .io, operation: error.operation, path: error.path, errno: error.errno,
                found: "replacing segments: \(error)")
        }
        let replacing = Segment.find(
            at: cleaned.segment.baseOffset, in: directory, pool: context.files,
            size: cleaned.segment.size, now: cleaned.segment.createdMillis,
            indexIntervalBytes: config.indexIntervalBytes, hasTransactionIndex: nil)
        replacing.adopt(cleaned.segment)
        segments.replaceSubrange(first..<(first + cleaned.sources.count), with: [replacing])
    }

    /// Makes the producer state behind `sources` durable and removes what is older: a transaction
    /// that stands open there may have ended with a marker that is going away, and a replay from
    /// there would wait for it for ever.
    private func forsakeSnapshots(before sources: [Segment]) throws(StorageError) {
        guard let last = sources.last else { return }
        let end = nextBase(after: last)
        // A recovery that began before it could not use it, and would know of coordinators only what
        // is left of their markers.
        if recoveryPoint < end { try flush() }
        try context.writeCheckpoints()
        try FlushTarget.name(snapshotPath(at: end)).flush(on: context.disk)
        try context.disk.syncDirectory(directory)
        for name in try context.disk.list(directory) {
            guard let offset = LogNames.offset(in: name, suffix: ".snapshot"), offset < end
            else { continue }
            try context.disk.unlink("\(directory)/\(name)")
        }
    }

    /// Renames a cleaned segment's files so that a crash from here on brings it in; all or none.
    private func decide(_ names: [String]) throws(StorageError) {
        // While one file is named `.cleaned` nothing is decided: none of these names may be lost.
        try context.disk.syncDirectory(directory)
        do {
            for name in names {
                try context.disk.rename(
                    name + LogNames.cleanedSuffix, to: name + LogNames.swapSuffix)
            }
        } catch {
            for name in names {
                let swap = name + LogNames.swapSuffix
                if try context.disk.exists(swap) { try context.disk.unlink(swap) }
            }
            // Were the `.cleaned` names gone and these there again, they would look decided.
            try context.disk.syncDirectory(directory)
            throw error
        }
        try context.disk.syncDirectory(directory)
    }

    /// Puts the sources away and gives the cleaned files their names.
    private func carryOut(_ names: [String], _ sources: [Segment]) throws(StorageError) {
        for segment in sources {
            try doom(segment, keepsSnapshot: segment === sources[0])
        }
        try context.disk.syncDirectory(directory)
        for name in names {
            try context.disk.rename(name + LogNames.swapSuffix, to: name)
            // The data first: while its name ends in `.swap`, indexes without are taken for old.
            if name == names.first { try context.disk.syncDirectory(directory) }
        }
        try context.disk.syncDirectory(directory)
    }

    /// Where these very segments stand in the log, one after the other and all of them closed.
    func index(of sources: [Segment]) -> Int? {
        guard let first = segments.firstIndex(where: { $0 === sources.first }),
            first + sources.count < segments.count,
            zip(segments[first...], sources).allSatisfy({ $0 === $1 })
        else { return nil }
        return first
    }

    /// Every aborted transaction that the log's indexes tell of.
    func abortedRanges() throws(StorageError) -> [AbortedRange] {
        var ranges: [AbortedRange] = []
        for segment in segments { ranges += try segment.transactionIndex.entries() }
        return ranges
    }
}
