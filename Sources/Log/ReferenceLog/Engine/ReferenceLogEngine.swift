// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import LogContract

/// A log directory of Kafka's form: partitions, checkpoints, identity.
///
/// One owner, synchronous, no clock and no randomness but the injected ones.
package final class ReferenceLogEngine: LogEngine {
    package let directory: String
    /// What the directory calls itself.
    package let directoryId: Uuid
    let context: EngineContext
    let cleaner: LogCleaner
    /// Held from opening to closing; whoever opens the directory next must not wait for memory to be
    /// freed.
    private var lock: (any DiskFile)?
    private var partitions: [TopicPartition: ReferencePartitionLog] = [:]
    /// Logs whose files cannot be used.
    private var refused: [TopicPartition: RefusedLog] = [:]
    /// Partitions whose files do not say which topic they belong to, and why not.
    private var unidentified: [TopicPartition: StorageError] = [:]
    /// What is checkpointed of logs that are not in use: it may hold again one day.
    private var kept: [TopicPartition: CheckpointedOffsets] = [:]
    /// Whether every log is as a clean stop leaves it once those in use are closed.
    private var canEndCleanly = true
    private var nextRetention: Int64
    private var nextCheckpoint: Int64
    private var nextStarts: Int64
    private var nextHighWatermarks: Int64
    private var nextExpiry: Int64

    /// Opens `directory`, made when missing, and every log in it.
    ///
    /// Throws `conflict` when another process holds it or it belongs to another cluster or node.
    package init(
        directory: String, options: EngineOptions, disk: any Disk, clock: any Clock,
        random: any RandomSource
    ) throws(StorageError) {
        self.directory = directory
        context = EngineContext(disk: disk, clock: clock, random: random, options: options)
        cleaner = LogCleaner(context: context)
        if !(try disk.exists(directory)) {
            try disk.makeDirectory(directory)
        }
        lock = try disk.lock("\(directory)/\(LogNames.lock)")
        directoryId = try Self.identify(directory, context)
        let now = clock.nowMillis
        func first(_ pause: Int64) -> Int64 { now.later(by: options.initialTaskMillis ?? pause) }
        nextRetention = first(options.retentionCheckMillis)
        nextCheckpoint = first(options.checkpointMillis)
        nextStarts = first(options.startCheckpointMillis)
        nextHighWatermarks = now.later(by: options.highWatermarkCheckpointMillis)
        nextExpiry = now.later(by: options.producerCheckMillis)
        try openAll()
        context.writeCheckpoints = { [unowned self] () throws(StorageError) in
            try write(logCheckpoints())
        }
        context.storeCleanedEnds = { [unowned self] (onTheSpot) throws(StorageError) in
            if onTheSpot { return try write(cleanedEnds()) }
            for (path, content) in cleanedEnds() { context.flushes.addCheckpoint(path, content) }
        }
    }

    deinit { context.flushes.clear() }

    package var logs: [TopicPartition: any PartitionLog] {
        guard !refused.isEmpty else { return partitions }
        return (partitions as [TopicPartition: any PartitionLog]).merging(refused) { log, _ in log }
    }

    package func log(of partition: TopicPartition) -> (any PartitionLog)? {
        if let log = partitions[partition] { return log }
        return refused[partition]
    }

    /// What was found damaged when the directory was opened, and where it is kept.
    package var recoveryFindings: [RecoveryFinding] {
        context.findings + context.files.repairs.map { RecoveryFinding($0) }
    }

    /// Has `notice` told, a line each, what is found damaged, what compaction gives up on, and that
    /// the directory went offline, from now on.
    package func observe(_ notice: @escaping (String) -> Void) {
        context.notice = notice
        context.files.onRepair = { notice("\(RecoveryFinding($0))") }
    }

    /// The failure that took the directory offline, if any.
    package var failure: StorageError? { context.failure }

    package func create(
        _ partition: TopicPartition, topicId: Uuid, config: LogConfig
    ) throws(StorageError) -> any PartitionLog {
        try context.checkOnline()
        let path = "\(directory)/\(partition)"
        guard partitions[partition] == nil, refused[partition] == nil else {
            throw StorageError(.conflict, operation: "create", path: path)
        }
        if let cause = unidentified[partition] {
            // Its files may be the log's, whose offsets must not begin anew.
            let log = RefusedLog(
                partition, topicId: topicId, config: config, cause: cause)
            refused[partition] = log
            return log
        }
        do {
            try removeHalfMade(path)
            try context.disk.makeDirectory(path)
            try PartitionMetadata.write(topicId, in: path, on: context.disk)
            let loaded = LoadedPartition(
                segments: [
                    try Segment.create(
                        at: 0, in: path, pool: context.files, now: context.clock.nowMillis,
                        indexIntervalBytes: config.indexIntervalBytes,
                        preallocated: config.preallocate ? Int64(config.segmentBytes) : 0)
                ],
                epochs: try LeaderEpochCache(
                    path: "\(path)/\(LogNames.leaderEpochs)", disk: context.disk),
                producers: ProducerStates(), logStartOffset: 0, logEndOffset: 0,
                highWatermark: 0, recoveryPoint: 0)
            try context.disk.syncDirectory(directory)
            let log = ReferencePartitionLog(
                partition: partition, topicId: topicId, config: config, context: context,
                directory: path, loaded: loaded)
            partitions[partition] = log
            return log
        } catch {
            if error.code != .conflict {
                context.note(error)
                // Nothing stays that would be in the way of another try.
                try? context.removeTree(path)
            }
            throw error
        }
    }

    package func makeWay(for partition: TopicPartition) throws(StorageError) {
        try context.checkOnline()
        guard let cause = unidentified[partition] else { return }
        do {
            _ = try setAside(partition, from: "\(directory)/\(partition)", because: cause.found)
            try context.disk.syncDirectory(directory)
        } catch {
            context.note(error)
            throw error
        }
        unidentified[partition] = nil
        refused[partition] = nil
        kept[partition] = nil
    }

    package func delete(_ partition: TopicPartition) throws(StorageError) {
        try context.checkOnline()
        if unidentified[partition] != nil { return try makeWay(for: partition) }
        let path = "\(directory)/\(partition)"
        let log = partitions[partition]
        guard let config = log?.config ?? refused[partition]?.config else {
            throw StorageError(.missing, operation: "delete", path: path)
        }
        let doomed =
            "\(directory)/\(LogNames.deletedDirectory(partition, unique: context.uniqueName()))"
        do {
            if let log { try cleaner.forget(log) }
            // Until it has another name the log is there, and can be deleted again.
            try context.disk.rename(path, to: doomed)
            log?.isDeleted = true
            partitions[partition] = nil
            refused[partition] = nil
            kept[partition] = nil
            context.doomLog(path, renamed: doomed, delayMillis: config.fileDeleteDelayMillis)
            try context.disk.syncDirectory(directory)
        } catch {
            context.note(error)
            throw error
        }
    }

    /// Every log in the directory, and the topic that it says it belongs to.
    var found: [(partition: TopicPartition, topicId: Uuid?)] {
        let known = logs
        let names = Set(known.keys).union(unidentified.keys)
        return names.sorted().map { (partition: $0, topicId: known[$0]?.topicId) }
    }

    /// Ends the use of a log that is set aside: stopped cleanly, all of it in its files.
    func release(_ partition: TopicPartition) throws(StorageError) {
        if let log = partitions[partition] {
            try cleaner.forget(log)
            try log.close()
            log.isDeleted = true
        }
        partitions[partition] = nil
        refused[partition] = nil
        unidentified[partition] = nil
        kept[partition] = nil
    }

    package func tick() throws(StorageError) -> Int64 {
        try context.checkOnline()
        let now = context.clock.nowMillis
        // What one log lacks room for must not keep others from giving room back.
        var passing: StorageError?
        if now >= nextRetention {
            for log in ordered() {
                try attempt(&passing) { () throws(StorageError) in
                    try log.enforceRetention(now: now)
                }
            }
            let pause = context.options.retentionCheckMillis
            nextRetention = now.later(by: passing == nil ? pause : min(pause, Self.retryMillis))
        }
        if now >= nextExpiry {
            let last = now.later(by: -context.options.producerExpirationMillis)
            for log in partitions.values { log.producers.expire(before: last) }
            nextExpiry = now.later(by: context.options.producerCheckMillis)
        }
        noteCheckpoints(now: now)
        var nextCleaning = Int64.max
        var nextUnlink = Int64.max
        try attempt(&passing) { () throws(StorageError) in
            nextCleaning = try cleaner.advance(now: now, ordered())
        }
        try attempt(&passing) { () throws(StorageError) in
            nextUnlink = try context.unlinkDoomed(now: now)
        }
        let nextFlush = partitions.values.reduce(Int64.max) {
            min($0, $1.flushOverdue(now: now))
        }
        if let passing { throw passing }
        return min(
            nextRetention, nextExpiry, nextHighWatermarks, nextCheckpoint, nextStarts,
            nextCleaning, nextUnlink, nextFlush)
    }

    /// Has the checkpoints that are due written with the next flush.
    private func noteCheckpoints(now: Int64) {
        if now >= nextHighWatermarks {
            let (path, content) = highWatermarks()
            context.flushes.addCheckpoint(path, content)
            nextHighWatermarks = now.later(by: context.options.highWatermarkCheckpointMillis)
        }
        if now >= nextCheckpoint {
            for log in ordered() { log.flushClosedSegments() }
            for (path, content) in [recoveryPoints()] + cleanedEnds() {
                context.flushes.addCheckpoint(path, content)
            }
            nextCheckpoint = now.later(by: context.options.checkpointMillis)
        }
        if now >= nextStarts {
            let (path, content) = starts()
            context.flushes.addCheckpoint(path, content)
            nextStarts = now.later(by: context.options.startCheckpointMillis)
        }
    }

    /// How long retention waits that found no room for what it had to write.
    private static let retryMillis: Int64 = 1000

    /// Does one piece of due work; only a failure that takes the directory offline ends the rest.
    private func attempt(
        _ passing: inout StorageError?, _ work: () throws(StorageError) -> Void
    ) throws(StorageError) {
        do throws(StorageError) {
            try work()
        } catch {
            context.note(error)
            if context.failure != nil { throw error }
            passing = passing ?? error
        }
    }

    package func pendingFlush() -> FlushJob? {
        context.failure == nil ? context.flushes.take(on: context.disk) : nil
    }

    package func finishFlush(_ job: FlushJob, error: StorageError?) {
        if let error { context.takeOffline(error) }
        context.flushes.finish(job, hasFailed: error != nil)
    }

    package func close() throws(StorageError) {
        try context.checkOnline()
        try cleaner.forget()
        for log in ordered() { try log.close() }
        context.flushes.clear()
        _ = try context.unlinkDoomed(now: .max)
        try write(logCheckpoints())
        let (path, content) = highWatermarks()
        try context.flushes.writeCheckpoint(path, content, on: context.disk)
        if canEndCleanly {
            try SmallFile.replace(
                "\(directory)/\(LogNames.cleanShutdown)",
                with: ByteSlice(
                    utf8: "{\"version\":0,\"brokerEpoch\":\(context.options.brokerEpoch)}"),
                on: context.disk)
        }
        partitions = [:]
        refused = [:]
        lock = nil
    }

    /// The logs in one order, so that a simulated run repeats.
    func ordered() -> [ReferencePartitionLog] {
        partitions.sorted { $0.key < $1.key }.map(\.value)
    }

    private typealias Checkpoint = (path: String, content: ByteSlice)

    /// How far logs are on the disk.
    private func recoveryPoints() -> Checkpoint {
        var points = kept.compactMapValues(\.recoveryPoint)
        for (partition, log) in partitions { points[partition] = log.recoveryPoint }
        return (
            "\(directory)/\(OffsetCheckpoint.recoveryPoint)", OffsetCheckpoint.encode(points)
        )
    }

    /// Where logs begin that begin within a segment.
    private func starts() -> Checkpoint {
        var starts = kept.compactMapValues(\.logStart)
        for (partition, log) in partitions {
            if let start = log.restartOffset {
                starts[partition] = start
            } else if log.logStartOffset > log.segments[0].baseOffset {
                starts[partition] = log.logStartOffset
            }
        }
        return ("\(directory)/\(OffsetCheckpoint.logStart)", OffsetCheckpoint.encode(starts))
    }

    /// How far compaction has seen each log; nothing where it has seen none.
    private func cleanedEnds() -> [Checkpoint] {
        let ends = partitions.compactMapValues(\.cleanedEnd)
            .merging(kept.compactMapValues(\.cleanedEnd)) { end, _ in end }
        if ends.isEmpty { return [] }
        return [("\(directory)/\(OffsetCheckpoint.cleaner)", OffsetCheckpoint.encode(ends))]
    }

    private func logCheckpoints() -> [Checkpoint] {
        [recoveryPoints(), starts()] + cleanedEnds()
    }

    /// Stores checkpoints before this returns.
    private func write(_ checkpoints: [Checkpoint]) throws(StorageError) {
        for (path, content) in checkpoints {
            try context.flushes.writeCheckpoint(path, content, on: context.disk)
        }
    }

    private func highWatermarks() -> Checkpoint {
        (
            "\(directory)/\(OffsetCheckpoint.replication)",
            OffsetCheckpoint.encode(
                partitions.mapValues(\.highWatermark)
                    .merging(kept.compactMapValues(\.highWatermark)) { mark, _ in mark })
        )
    }

    /// Removes a directory whose making was interrupted before it said whose log it is.
    private func removeHalfMade(_ path: String) throws(StorageError) {
        guard try context.disk.exists(path) else { return }
        guard try isHalfMade(path) else {
            throw StorageError(.conflict, operation: "create", path: path)
        }
        try context.removeTree(path)
    }

    /// Whether a directory tells of nothing that was ever written: not of a topic, and of no offset
    /// but the first.
    func isHalfMade(_ path: String) throws(StorageError) -> Bool {
        for name in try context.disk.list(path) {
            if name == LogNames.partitionMetadata { return false }
            guard name.hasSuffix(".log") else { continue }
            if LogNames.offset(in: name, suffix: ".log") != 0 { return false }
            if try context.disk.size(of: "\(path)/\(name)") > 0 { return false }
        }
        return true
    }
}

extension ReferenceLogEngine {
    /// Reads or makes `meta.properties`.
    private static func identify(
        _ directory: String, _ context: EngineContext
    ) throws(StorageError) -> Uuid {
        let path = "\(directory)/\(LogNames.metaProperties)"
        let options = context.options
        guard let found = try MetaProperties.read(path, on: context.disk) else {
            let made =
                options.directoryId
                ?? Uuid(high: context.random.next() >> 2, low: context.random.next())
            try MetaProperties.write(
                clusterId: options.clusterId, nodeId: options.nodeId, directoryId: made,
                to: path, on: context.disk)
            return made
        }
        if let problem = found.problem(clusterId: options.clusterId, nodeId: options.nodeId) {
            throw StorageError(.conflict, operation: "open", path: path, found: problem)
        }
        return found.directoryId.flatMap { Uuid($0) } ?? .zero
    }

    private func openAll() throws(StorageError) {
        let disk = context.disk
        let marker = "\(directory)/\(LogNames.cleanShutdown)"
        let isClean = try disk.exists(marker)
        if isClean {
            // A crash while logs are being opened must not count as a clean stop.
            try disk.unlink(marker)
        } else {
            // All that is made durable in the directory would go with its name, which may be new, or
            // of a process that ended before it synced it. The parent may be closed to us.
            try? disk.syncDirectory(SmallFile.parent(of: directory))
        }
        try disk.syncDirectory(directory)
        let recoveryPoints = try readCheckpoint(OffsetCheckpoint.recoveryPoint)
        let starts = try readCheckpoint(OffsetCheckpoint.logStart)
        let highWatermarks = try readCheckpoint(OffsetCheckpoint.replication)
        let cleanedEnds = try readCheckpoint(OffsetCheckpoint.cleaner)
        for name in try disk.list(directory) {
            let path = "\(directory)/\(name)"
            if LogNames.isDeleted(name) {
                remove(path)
                continue
            }
            guard let partition = LogNames.partition(of: name), isLegal(partition, at: path),
                partition.topic != LogNames.metadataTopic
            else { continue }
            try open(
                partition, at: path, isClean: isClean,
                CheckpointedOffsets(
                    recoveryPoint: recoveryPoints[partition], logStart: starts[partition],
                    highWatermark: highWatermarks[partition], cleanedEnd: cleanedEnds[partition]))
        }
    }

    /// Opens one log; one whose files cannot be used is refused, and the others are opened.
    private func open(
        _ partition: TopicPartition, at path: String, isClean: Bool,
        _ checkpointed: CheckpointedOffsets
    ) throws(StorageError) {
        var topicId: Uuid?
        do throws(StorageError) {
            topicId = try PartitionMetadata.read(path, on: context.disk)
            guard let topicId else {
                // One whose making was interrupted is made again by whoever wants it.
                if try isHalfMade(path) { return }
                throw TextCheckpoint.corrupt(
                    "\(path)/\(LogNames.partitionMetadata)", "the file is missing")
            }
            let config =
                context.options.topicConfigs[partition.topic] ?? context.options.config
            let loaded = try PartitionLoader(
                partition: partition, directory: path, config: config, context: context,
                isClean: isClean,
                recoveryPoint: checkpointed.recoveryPoint ?? 0,
                logStart: checkpointed.logStart ?? 0,
                highWatermark: checkpointed.highWatermark ?? 0
            ).load()
            let log = ReferencePartitionLog(
                partition: partition, topicId: topicId, config: config,
                context: context, directory: path, loaded: loaded)
            log.cleanedEnd = checkpointed.cleanedEnd
            partitions[partition] = log
            // A process that ended may have left names and closed segments that are not durable:
            // what is written behind them now must not outlive them.
            if !isClean { context.flushes.add(log, .closedSegments) }
        } catch {
            guard error.code == .corrupt || error.code == .noSpace else { throw error }
            kept[partition] = checkpointed
            // What was not recovered, or in part, must not be trusted the next time.
            if !isClean || error.code == .noSpace { canEndCleanly = false }
            if let topicId {
                refused[partition] = RefusedLog(
                    partition, topicId: topicId, config: context.options.config, cause: error)
            } else {
                unidentified[partition] = error
            }
            context.report(
                RecoveryFinding(
                    partition: partition, action: .ignored, path: error.path,
                    position: error.position ?? 0, reason: error.found))
        }
    }

    /// Whether a directory can be a topic's; one that cannot is left alone.
    private func isLegal(_ partition: TopicPartition, at path: String) -> Bool {
        if TopicPartition.isLegal(topic: partition.topic) { return true }
        context.report(
            RecoveryFinding(
                partition: nil, action: .ignored, path: path,
                reason: "no topic can be named '\(partition.topic)'"))
        return false
    }

    /// Ends the removal of a directory; one that holds what no log does stays.
    private func remove(_ path: String) {
        do {
            try context.removeTree(path)
        } catch {
            context.report(
                RecoveryFinding(
                    partition: nil, action: .ignored, path: path,
                    reason: "cannot be removed: \(error)"))
        }
    }

    /// A checkpoint's offsets; one that makes no sense is set aside and counts as empty, as in
    /// Kafka, but not in silence: records that were deleted may show again.
    private func readCheckpoint(
        _ name: String
    ) throws(StorageError) -> [TopicPartition: Int64] {
        let path = "\(directory)/\(name)"
        do throws(StorageError) {
            return try OffsetCheckpoint.read(path, on: context.disk)
        } catch {
            guard error.code == .corrupt else { throw error }
            try context.setAside(
                path, bytes: try context.disk.size(of: path), of: nil, because: error.found)
            return [:]
        }
    }
}
