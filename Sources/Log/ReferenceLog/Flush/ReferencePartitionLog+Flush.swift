// SPDX-License-Identifier: Apache-2.0

import LogContract

extension ReferencePartitionLog {
    package var durableOffset: Int64 {
        if isDeleted { return logEndOffset }
        switch context.options.durability {
        case .groupCommit, .sync: return flushState.flushedOffset
        case .pageCache:
            let allowed = max(0, config.flushMessages - 1)
            let (limit, overflow) = flushState.flushedOffset.addingReportingOverflow(allowed)
            return overflow ? logEndOffset : min(logEndOffset, limit)
        }
    }

    /// Asks for the flush that an append makes due.
    func noteAppended() {
        switch context.options.durability {
        case .sync: context.flushes.addAppend(to: self, end: logEndOffset)
        case .groupCommit: context.flushes.add(self, .everything)
        case .pageCache:
            if logEndOffset - flushState.flushedOffset >= config.flushMessages {
                context.flushes.add(self, .everything)
            } else if config.flushMillis < .max && flushState.unflushedSince == nil {
                flushState.unflushedSince = context.clock.nowMillis
            }
        }
    }

    /// Asks for a flush when the oldest unflushed write has waited for `flush.ms`; returns when
    /// that is.
    func flushOverdue(now: Int64) -> Int64 {
        guard config.flushMillis < .max, context.options.durability == .pageCache,
            logEndOffset > flushState.flushedOffset
        else { return .max }
        // The config may have been set only after the write.
        let since = flushState.unflushedSince ?? now
        flushState.unflushedSince = since
        let due = since.later(by: config.flushMillis)
        guard due <= now else { return due }
        context.flushes.add(self, .everything)
        return .max
    }

    /// Asks for a flush of what is closed, so that recovery need not read it again.
    func flushClosedSegments() {
        if firstUnsynced < segments.count - 1 { context.flushes.add(self, .closedSegments) }
    }

    /// The first segment with anything that may not be on the disk: the one that holds the recovery
    /// point, or the one before, when it was sealed only after all its records were flushed.
    var firstUnsynced: Int {
        let index = segmentIndex(holding: recoveryPoint)
        return index > 0 && segments[index - 1].hasUnsyncedEnd ? index - 1 : index
    }

    /// What a flush has to do for this log; nil when nothing.
    func flushPlan(_ wish: FlushState.Wish, upTo end: Int64) -> FlushPlan? {
        guard !isDeleted else { return nil }
        var targets: [FlushTarget] = []
        let base = active.baseOffset
        for segment in segments[firstUnsynced...].dropLast() {
            segment.hasUnsyncedEnd = false
            targets.append(target(segment))
            targets += segment.indexPaths.map { .name($0) }
            // What was lost of it would have to be learnt from records that may be gone by then.
            targets.append(.name(snapshotPath(at: nextBase(after: segment))))
        }
        if wish == .everything && end > max(base, flushState.flushedOffset) {
            targets.append(target(active))
        }
        if flushState.hasUnsyncedNames {
            targets.append(.directory(directory))
            flushState.hasUnsyncedNames = false
            flushState.isSyncingNames = true
        }
        if wish == .everything { flushState.unflushedSince = nil }
        let flushed = wish == .everything ? min(end, logEndOffset) : base
        guard !targets.isEmpty || flushed > flushState.flushedOffset else { return nil }
        return FlushPlan(
            log: self, targets: targets, flushedOffset: flushed, recoveryPoint: base,
            truncations: flushState.truncations)
    }

    /// A segment's data; who flushes opens the file when nobody has it open.
    private func target(_ segment: Segment) -> FlushTarget {
        segment.openFile.map { .file($0) } ?? .name(segment.path)
    }

    /// A flush that was planned is done.
    func took(_ plan: FlushPlan) {
        flushState.isSyncingNames = false
        guard plan.truncations == flushState.truncations else { return }
        flushState.flushedOffset = max(flushState.flushedOffset, plan.flushedOffset)
        if flushState.flushedOffset >= logEndOffset { flushState.unflushedSince = nil }
        recoveryPoint = max(recoveryPoint, plan.recoveryPoint)
    }

    /// Makes the names of the log's files durable before this returns, unless they are.
    func syncNames() throws(StorageError) {
        guard flushState.hasUnsyncedNames || flushState.isSyncingNames else { return }
        do {
            try context.disk.syncDirectory(directory)
        } catch {
            context.takeOffline(error)
            throw error
        }
        flushState.hasUnsyncedNames = false
    }

    /// The log now ends at `offset`: nothing above is on the disk, whatever was flushed before.
    func noteTruncated(to offset: Int64) {
        flushState.truncations += 1
        flushState.flushedOffset = min(flushState.flushedOffset, offset)
        recoveryPoint = min(recoveryPoint, offset)
    }
}
