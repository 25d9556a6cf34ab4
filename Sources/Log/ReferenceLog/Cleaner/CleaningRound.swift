// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// One round of compaction over one log, done in slices between which the log is read and written.
///
/// First the dirty part is read and the latest offset of each key noted; then every segment up to
/// where the map reaches is copied without what is obsolete, a group at a time, and replaced.
final class CleaningRound {
    enum Progress {
        case running, finished, abandoned
        /// For a flush, which its owner has to have done.
        case waiting
    }

    /// What follows the map, once there is one.
    private struct Copying {
        /// Where the segments end that are cleaned, and, where transactions decide what stays, the
        /// log: up to there all must be durable before anything is replaced.
        let sourcesEnd: Int64
        let markersEnd: Int64
        var filter: BatchFilter
        /// Groups still to be copied, the next one last.
        var groups: [[Segment]]
        var current: CleanedSegment?
        /// Index of the segment of the group that is being read.
        var source = 0
        var hasChanges = false
        /// Says when what was written for the current group is on the disk.
        var flush: FlushTicket?
    }

    let log: ReferencePartitionLog
    private let context: EngineContext
    private let range: CleanableRange
    private let nowMillis: Int64
    /// Whether what must be durable is left to flushes beside the owner, for which the round waits;
    /// else it is made durable on the spot.
    let waitsForFlushes: Bool
    private let map: KeyOffsetMap
    private let feed = BatchFeed()
    private let truncations: Int
    private var mapping: MapBuilder?
    private var copying: Copying?
    private(set) var summary = CleaningSummary()

    init(
        _ log: ReferencePartitionLog, range: CleanableRange, now: Int64, waitsForFlushes: Bool
    ) throws(StorageError) {
        self.log = log
        self.waitsForFlushes = waitsForFlushes
        self.range = range
        context = log.context
        nowMillis = now
        truncations = log.truncations
        // No more keys than offsets: a small log takes a small map.
        map = try KeyOffsetMap(
            bytesMax: context.options.cleanerMapBytes,
            keysMax: Int(max(0, range.end - range.firstDirty)),
            loadMax: context.options.cleanerLoadMax,
            hasher: KeyHasher(low: context.random.next(), high: context.random.next()))
        summary.mapBytes = map.sizeInBytes
        mapping = try MapBuilder(log, range: range, into: map, feed: feed)
    }

    /// Goes on for about `bytesMax` bytes.
    ///
    /// Abandons the round when the log was truncated, or lost segments the round relies on.
    func advance(bytesMax: Int) throws(StorageError) -> Progress {
        guard !log.isDeleted, log.truncations == truncations else { return try abandon() }
        do {
            if mapping != nil { return try fillMap(bytesMax: bytesMax) }
            return try copy(bytesMax: bytesMax)
        } catch {
            _ = try? abandon()
            throw error
        }
    }

    /// Leaves the log as it is, and nothing beside it.
    func abandon() throws(StorageError) -> Progress {
        try copying?.current?.discard()
        copying = nil
        mapping = nil
        return .abandoned
    }

    private func fillMap(bytesMax: Int) throws(StorageError) -> Progress {
        guard var builder = mapping else { return .running }
        guard log.index(of: builder.remaining) != nil || builder.remaining.isEmpty else {
            return try abandon()
        }
        let isDone = try builder.advance(bytesMax: bytesMax, codecs: context.codecs)
        mapping = builder
        guard isDone else { return .running }
        mapping = nil
        summary.isMapFull = builder.isFull
        summary.keys = map.count
        summary.mappedBytes = builder.bytesRead
        summary.cleanedEnd = builder.end
        try beginCopying(until: builder.end)
        return .running
    }

    private func beginCopying(until end: Int64) throws(StorageError) {
        let terms = CleaningTerms(
            map: map, mapEnd: end, roundEnd: max(range.end, end),
            producers: log.producers.entries, nowMillis: nowMillis,
            deleteRetentionMillis: log.config.deleteRetentionMillis,
            decompressedBytesMax: log.config.decompressedBytesMax)
        let stable = log.lastStableOffset
        let sources = log.segments.dropLast().filter {
            $0.baseOffset < end && log.nextBase(after: $0) <= stable
        }
        summary.segmentsBefore = sources.count
        let sourcesEnd = sources.last.map { log.nextBase(after: $0) } ?? end
        // What makes records obsolete must not be lost after them: later ones, and the markers of
        // transactions, which may stand in the active segment.
        let hasMarkers = log.producers.entries.values.contains { $0.coordinatorEpoch >= 0 }
        let markersEnd = hasMarkers ? log.logEndOffset : 0
        if waitsForFlushes {
            requestFlush(hasMarkers)
        } else {
            try log.flushClosedSegments(below: hasMarkers ? log.active.baseOffset : sourcesEnd)
            if hasMarkers { try log.flushActiveData() }
        }
        copying = Copying(
            sourcesEnd: sourcesEnd, markersEnd: markersEnd,
            filter: BatchFilter(
                terms,
                transactions: CleanedTransactions(
                    try log.abortedRanges(), from: log.segments[0].baseOffset),
                codecs: context.codecs),
            groups: try SegmentGroups.group(sources, end: sourcesEnd, config: log.config)
                .reversed())
    }

    private func requestFlush(_ hasMarkers: Bool) {
        if hasMarkers {
            context.flushes.add(log, .everything)
        } else {
            log.flushClosedSegments()
        }
    }

    private func copy(bytesMax: Int) throws(StorageError) -> Progress {
        guard var work = copying else { return .finished }
        defer { copying = work }
        guard work.groups.allSatisfy({ log.index(of: $0) != nil }) else {
            return try abandon(&work)
        }
        var remaining = bytesMax
        while remaining > 0 {
            guard let group = work.groups.last else { return .finished }
            let cleaned: CleanedSegment
            if let current = work.current {
                cleaned = current
            } else {
                cleaned = try CleanedSegment(replacing: group, of: log)
                work.current = cleaned
                work.source = 0
                work.hasChanges = group.count > 1
                feed.begin(group[0], at: 0)
            }
            if let batch = try feed.next() {
                try take(batch, into: cleaned, &work)
                if waitsForFlushes, let data = cleaned.takeLarge() {
                    _ = context.flushes.add(files: [data])
                }
                remaining -= batch.sizeInBytes
            } else if work.source + 1 < group.count {
                work.source += 1
                feed.begin(group[work.source], at: 0)
            } else if try !complete(cleaned, &work) {
                return .waiting
            }
        }
        return .running
    }

    private func abandon(_ work: inout Copying) throws(StorageError) -> Progress {
        try work.current?.discard()
        work.current = nil
        work.groups = []
        return .abandoned
    }

    private func take(
        _ batch: StoredBatch, into cleaned: CleanedSegment, _ work: inout Copying
    ) throws(StorageError) {
        let source = cleaned.sources[work.source]
        // The end of a replacing segment tells recovery which segments it replaces.
        let isLast = source === cleaned.sources.last && feed.position == source.size
        let mustStay =
            isLast && (cleaned.lastOffset ?? -1) < source.baseOffset
            && cleaned.sources.count > 1
        let filter = work.filter
        let kept = try cleaned.take { (out) throws(StorageError) in
            do {
                return try filter.filter(batch, mustStay: mustStay, into: &out)
            } catch {
                throw feed.corrupt("\(error)")
            }
        }
        summary.readBytes += Int64(batch.sizeInBytes)
        if let range = filter.transactions.keptRange, kept != nil {
            try cleaned.segment.transactionIndex.append(range)
        }
        if kept?.isVerbatim != true { work.hasChanges = true }
        if batch.magic == 2, batch.attributes.isControl, kept?.records ?? 0 == 0 {
            cleaned.hasLostMarker = true
        }
        summary.writtenBytes += Int64(kept?.bytes ?? 0)
        summary.recordsKept += kept?.records ?? 0
    }

    /// Puts the copy in the place of its group; false while it has to wait for a flush.
    private func complete(
        _ cleaned: CleanedSegment, _ work: inout Copying
    ) throws(StorageError) -> Bool {
        if work.hasChanges {
            guard try makeDurable(cleaned, &work) else { return false }
            try cleaned.close()
            try log.replace(with: cleaned)
        } else {
            // The copy would be the same bytes.
            try cleaned.discard()
        }
        summary.segmentsAfter += 1
        work.current = nil
        work.groups.removeLast()
        return true
    }

    /// Whether the copy is on the disk, and so is all that was looked at to make it.
    private func makeDurable(
        _ cleaned: CleanedSegment, _ work: inout Copying
    ) throws(StorageError) -> Bool {
        guard waitsForFlushes else {
            try cleaned.finish()
            return true
        }
        guard let flush = work.flush else {
            try cleaned.write()
            work.flush = context.flushes.add(files: cleaned.targets)
            return false
        }
        guard flush.isDone else { return false }
        guard log.recoveryPoint >= work.sourcesEnd,
            log.flushState.flushedOffset >= work.markersEnd
        else {
            requestFlush(work.markersEnd > 0)
            return false
        }
        work.flush = nil
        return true
    }
}
