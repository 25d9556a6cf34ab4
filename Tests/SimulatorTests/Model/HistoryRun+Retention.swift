// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records
import ReferenceLog
import Simulator

// What retention may take, and what it must (Kafka's `UnifiedLog.deleteOldSegments`).

extension HistoryRun {
    /// Remembers the segments as they are before a piece of work.
    func noteSegments() {
        held = []
        guard let log = try? log else { return }
        let bases = segmentBases
        for (base, next) in zip(bases, bases.dropFirst() + [log.logEndOffset]) {
            let isActive = base == bases.last
            var segment = HeldSegment(base: base, end: next, isActive: isActive)
            let path = EngineSession.long("orders-0/\(base).log")
            var set = RecordSet(ByteSlice((try? session.disk.content(of: path)) ?? []))
            while let batch = try? set.next() {
                segment.size += Int64(batch.sizeInBytes)
                if case .batch(let view) = batch {
                    segment.newest = max(segment.newest, view.maxTimestamp)
                }
            }
            held.append(segment)
        }
    }

    /// Holds a piece of work to what retention may have done in it.
    func checkRetention() {
        guard retentionFailure == nil, let config = session.configs[partition],
            let log = try? log, session.engine?.failure == nil, !session.disk.isDown
        else { return }
        do {
            try checkRetention(from: model.start, to: log.logStartOffset, config)
            model.start = log.logStartOffset
        } catch {
            retentionFailure = error as? HistoryFailure ?? fail("\(error)")
        }
    }

    private func checkRetention(from before: Int64, to start: Int64, _ config: LogConfig) throws {
        try require(start >= before, "the start fell to \(start)")
        guard start > before else { return }
        try require(config.cleanupPolicy.contains(.delete), "retention took from a compacted log")
        try require(start <= model.highWatermark, "retention took uncommitted records")
        try require(
            held.contains { $0.end == start }, "retention left the log to begin at \(start)")
        let now = session.clock.nowMillis
        var excess =
            config.retentionBytes < 0
            ? -1 : held.reduce(0) { $0 + $1.size } - config.retentionBytes
        for segment in held where segment.end <= start {
            let isOld =
                config.retentionMillis >= 0 && now - segment.newest > config.retentionMillis
            let isExcess = excess >= max(segment.size, 0)
            let isBelowStart = segment.end <= before && !segment.isActive
            try require(
                isOld || isExcess || isBelowStart,
                "retention took \(segment), \(excess) bytes too many, at \(now)")
            if isOld && !isBelowStart { counts.segmentsTooOld += 1 }
            if isExcess && !isOld && !isBelowStart { counts.segmentsTooMany += 1 }
            excess -= segment.size
        }
    }

    /// After a whole interval of checks nothing is left that was too old before it, or too much.
    func checkRetentionIsDone(since: Int64) throws {
        guard let config = session.configs[partition],
            config.cleanupPolicy.contains(.delete),
            session.clock.nowMillis - since >= session.options.retentionCheckMillis
        else { return }
        noteSegments()
        guard let first = held.first, first.end <= model.highWatermark,
            !first.isActive || first.size > 0
        else { return }
        try require(first.end > model.start || first.isActive, "\(first) is below the start")
        // A cleaning may since have taken the newest record of a segment; one without any goes by
        // the time of its file.
        try require(
            config.cleanupPolicy.contains(.compact) || config.retentionMillis < 0
                || first.newest < 0
                || since - first.newest <= config.retentionMillis,
            "retention left \(first), which is too old")
        try require(
            config.retentionBytes < 0
                || held.reduce(0) { $0 + $1.size } - config.retentionBytes < first.size,
            "retention left \(first), which is too much")
    }
}
