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
        let disk = context.disk
        let suffixes = [".log", ".index", ".timeindex", ".txnindex"]
        let stem = "\(directory)/\(LogNames.padded(cleaned.segment.baseOffset))"
        var names: [String] = []
        for suffix in suffixes where try disk.exists(stem + suffix + LogNames.cleanedSuffix) {
            names.append(stem + suffix)
        }
        for name in names {
            try disk.rename(name + LogNames.cleanedSuffix, to: name + LogNames.swapSuffix)
        }
        try disk.syncDirectory(directory)
        // From here on the sources are what a crash would remove.
        for segment in cleaned.sources {
            try doom(segment, keepsSnapshot: segment === cleaned.sources[0])
        }
        try disk.syncDirectory(directory)
        for name in names { try disk.rename(name + LogNames.swapSuffix, to: name) }
        try disk.syncDirectory(directory)
        let replacing = Segment.find(
            at: cleaned.segment.baseOffset, in: directory, pool: context.files,
            size: cleaned.segment.size, now: cleaned.segment.createdMillis,
            hasTransactionIndex: nil)
        replacing.adopt(cleaned.segment)
        segments.replaceSubrange(first..<(first + cleaned.sources.count), with: [replacing])
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
