// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Opens a partition's directory (Kafka's `LogLoader`): after a clean stop files are trusted,
/// otherwise everything from the recovery point on is read and what is bad is set aside.
struct PartitionLoader {
    let partition: TopicPartition
    let directory: String
    let context: EngineContext
    let isClean: Bool
    /// Of the checkpoints; 0 where they have none.
    let recoveryPoint: Int64
    let logStart: Int64
    let highWatermark: Int64

    private var disk: any Disk { context.disk }

    func load() throws(StorageError) -> LoadedPartition {
        let names = try settleNames()
        let (epochs, areEpochsLost) = try loadEpochs()
        var segments: [Segment] = []
        for base in names.compactMap({ LogNames.offset(in: $0, suffix: ".log") }).sorted() {
            segments.append(
                try Segment.find(
                    at: base, in: directory, disk: disk, now: context.clock.nowMillis))
        }
        let firstRecovered = try recover(
            &segments, epochs: epochs, everything: areEpochsLost)
        if segments.isEmpty { segments = [try emptySegment(at: logStart)] }
        var end = try endOffset(of: segments)
        if end < logStart {
            // Files are lost; offsets must not be used twice (as Kafka starts again).
            try discard(segments[...], reason: "the log ends at \(end), below its start")
            segments = [try emptySegment(at: logStart)]
            end = logStart
        }
        let start = max(logStart, segments[0].baseOffset)
        try epochs.truncateEnd(to: end)
        try epochs.truncateStart(to: start)
        let producers = try ProducerLoader(
            directory: directory, context: context, segments: segments, logEndOffset: end,
            firstRecovered: firstRecovered
        ).load(logStart: start)
        return LoadedPartition(
            segments: segments, epochs: epochs, producers: producers, logStartOffset: start,
            logEndOffset: end, highWatermark: min(max(highWatermark, start), end),
            recoveryPoint: isClean ? end : min(recoveryPoint, end))
    }

    /// The epochs of the checkpoint. When it makes no sense it is put aside, and the batches have
    /// to say them again.
    private func loadEpochs() throws(StorageError) -> (epochs: LeaderEpochCache, areLost: Bool) {
        let path = "\(directory)/\(LogNames.leaderEpochs)"
        do {
            return (try LeaderEpochCache(path: path, disk: disk), false)
        } catch {
            guard error.code == .corrupt else { throw error }
            let kept = path + ".corrupt"
            try disk.rename(path, to: kept)
            context.findings.append(
                RecoveryFinding(
                    partition: partition, path: path, position: 0,
                    bytes: try disk.open(kept, .existing).size(), keptIn: kept,
                    reason: error.found))
            return (try LeaderEpochCache(path: path, disk: disk), true)
        }
    }

    private func emptySegment(at base: Int64) throws(StorageError) -> Segment {
        try Segment.create(
            at: base, in: directory, disk: disk, now: context.clock.nowMillis)
    }

    /// Finishes or undoes what a crash left half renamed; returns the names that remain.
    private func settleNames() throws(StorageError) -> [String] {
        for name in try disk.list(directory) where name.hasSuffix(".tmp") {
            try disk.unlink("\(directory)/\(name)")
        }
        try SwapRecovery(directory: directory, context: context).settle()
        let names = try disk.list(directory)
        let logs = Set(names.compactMap { LogNames.offset(in: $0, suffix: ".log") })
        for name in names {
            for suffix in [".index", ".timeindex", ".txnindex"] {
                if let base = LogNames.offset(in: name, suffix: suffix), !logs.contains(base) {
                    try disk.unlink("\(directory)/\(name)")
                }
            }
        }
        return names
    }

    /// Brings every segment into a state that can be trusted; returns the base of the first whose
    /// content was read, nil when none had to be.
    private func recover(
        _ segments: inout [Segment], epochs: LeaderEpochCache, everything: Bool
    ) throws(StorageError) -> Int64? {
        var firstRecovered: Int64?
        var index = 0
        while index < segments.count {
            let segment = segments[index]
            let next = index + 1 < segments.count ? segments[index + 1].baseOffset : Int64.max
            let recovery = SegmentRecovery(
                partition: partition, segment: segment, context: context,
                indexIntervalBytes: context.options.config.indexIntervalBytes)
            let isSuspect = everything || (!isClean && next > recoveryPoint)
            let isIntact =
                isSuspect ? false : try recovery.trust(isActive: next == .max)
            if !isIntact {
                firstRecovered = firstRecovered ?? segment.baseOffset
                guard try recovery.rebuild(epochs: epochs) else {
                    // What follows a bad batch cannot be told from what was never acknowledged.
                    try discard(
                        segments[(index + 1)...], reason: "follows a segment that was cut")
                    segments.removeSubrange((index + 1)...)
                    break
                }
            }
            index += 1
        }
        return firstRecovered
    }

    /// Puts whole segments aside, kept under other names.
    private func discard(_ segments: ArraySlice<Segment>, reason: String) throws(StorageError) {
        for segment in segments {
            for path in segment.paths where try disk.exists(path) {
                let kept = path + ".corrupt"
                try disk.rename(path, to: kept)
                guard path == segment.file.path, segment.size > 0 else { continue }
                context.findings.append(
                    RecoveryFinding(
                        partition: partition, path: path, position: 0, bytes: segment.size,
                        keptIn: kept, reason: reason))
            }
        }
    }

    private func endOffset(of segments: [Segment]) throws(StorageError) -> Int64 {
        let active = segments[segments.count - 1]
        var end = active.baseOffset
        let from = try active.start(for: .max, using: context.scanner)
        try active.forEachBatch(from: from, using: context.scanner) { head in
            end = head.lastOffset &+ 1
            return true
        }
        return end
    }
}
