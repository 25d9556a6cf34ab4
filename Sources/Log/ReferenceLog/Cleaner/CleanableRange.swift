// SPDX-License-Identifier: Apache-2.0

import LogContract

/// What of a log compaction may work on, and how much it is worth (Kafka's `LogCleanerManager`).
struct CleanableRange {
    /// First offset that no round has seen.
    let firstDirty: Int64
    /// Base of the first segment that must stay as it is: the active one, one with undecided
    /// transactions, or one that is too young.
    let end: Int64
    let cleanBytes: Int64
    let dirtyBytes: Int64
    /// Whether what is dirty has waited longer than `max.compaction.lag.ms`.
    let isOverdue: Bool

    /// Part of the bytes that are dirty.
    var dirtyRatio: Double {
        let total = cleanBytes + dirtyBytes
        return total == 0 ? 0 : Double(dirtyBytes) / Double(total)
    }

    /// Whether a round is due by the log's own configs.
    func isDue(_ config: LogConfig) -> Bool {
        dirtyBytes > 0 && (isOverdue || dirtyRatio > config.minCleanableDirtyRatio)
    }

    init(of log: ReferencePartitionLog, now: Int64) throws(StorageError) {
        let start = log.logStartOffset
        let checkpoint = log.cleanedEnd ?? start
        // A checkpoint that cannot be true means that nothing is known to be clean.
        let isSound = checkpoint >= start && checkpoint <= log.logEndOffset
        let firstDirty = isSound ? checkpoint : start
        self.firstDirty = firstDirty
        var end = min(log.lastStableOffset, log.active.baseOffset)
        let closed = log.segments.dropLast()
        let dirty = closed.filter { log.nextBase(after: $0) > firstDirty }
        if log.config.minCompactionLagMillis > 0 {
            let youngest = now.later(by: -log.config.minCompactionLagMillis)
            for segment in dirty where try log.newestMillis(in: segment) > youngest {
                end = min(end, segment.baseOffset)
                break
            }
        }
        // Segments are cleaned whole.
        end = closed.first { log.nextBase(after: $0) > end }?.baseOffset ?? log.active.baseOffset
        self.end = end
        let dirtyEnd = end
        cleanBytes = closed.lazy.filter { $0.baseOffset < firstDirty }.reduce(0) { $0 + $1.size }
        dirtyBytes = dirty.lazy.filter { $0.baseOffset < dirtyEnd }.reduce(0) { $0 + $1.size }
        var earliest: Int64?
        if log.config.maxCompactionLagMillis < .max {
            for segment in dirty {
                let first = try segment.firstBatchTimestamp(using: log.context.scanner)
                if first > 0 { earliest = min(earliest ?? .max, first) }
            }
        }
        let (oldest, overflows) = now.subtractingReportingOverflow(
            max(log.config.maxCompactionLagMillis, 0))
        isOverdue = !overflows && (earliest ?? .max) < oldest
    }
}
