// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import LogContract

/// One partition's log in Kafka's files: segments, indexes, epochs, producer state.
///
/// The state is here; what is done with it is in the extensions, one file each.
package final class ReferencePartitionLog: PartitionLog {
    package let partition: TopicPartition
    package let topicId: Uuid
    package var config: LogConfig {
        didSet {
            guard config.indexIntervalBytes != oldValue.indexIntervalBytes else { return }
            for segment in segments { segment.indexIntervalBytes = config.indexIntervalBytes }
        }
    }
    let context: EngineContext
    /// The context's own, at hand: reaching through would claim it once a batch.
    let clock: any Clock
    let directory: String

    /// Rising by base offset, never empty; the last is the active one.
    var segments: [Segment] {
        didSet { if let last = segments.last { activeReference = .passUnretained(last) } }
    }
    /// The active segment without a claim on it, for what is done once a batch; `segments` keeps it.
    private(set) var activeReference: Unmanaged<Segment>
    let epochs: LeaderEpochCache
    /// The largest leader epoch that was found when the log was opened.
    private let foundEpoch: Int32
    var producers = ProducerStates()

    package internal(set) var logStartOffset: Int64
    package internal(set) var logEndOffset: Int64
    package internal(set) var highWatermark: Int64
    /// First offset not known to be on the disk itself.
    var recoveryPoint: Int64
    /// How far the log is on the disk.
    var flushState: FlushState
    /// First offset that compaction has not seen, nil when it has never run.
    var cleanedEnd: Int64?
    /// How often the log was cut: what was planned for its segments before is void.
    var truncations = 0
    /// Where the log will begin anew, while all its segments are being given up.
    var restartOffset: Int64?
    /// Whether the log was deleted; nothing is written then.
    var isDeleted = false

    init(
        partition: TopicPartition, topicId: Uuid, config: LogConfig, context: EngineContext,
        directory: String, loaded: LoadedPartition
    ) {
        self.partition = partition
        self.topicId = topicId
        self.config = config
        self.context = context
        clock = context.clock
        self.directory = directory
        segments = loaded.segments
        activeReference = .passUnretained(loaded.segments[loaded.segments.count - 1])
        epochs = loaded.epochs
        foundEpoch = loaded.latestEpoch
        producers = loaded.producers
        // What was decided below the checkpointed high watermark is not decided once more.
        producers.advance(highWatermark: loaded.highWatermark)
        logStartOffset = loaded.logStartOffset
        logEndOffset = loaded.logEndOffset
        highWatermark = loaded.highWatermark
        recoveryPoint = loaded.recoveryPoint
        // What was replayed knows of markers, not that they are below the high watermark already.
        producers.advance(highWatermark: highWatermark)
        flushState = FlushState(flushedOffset: loaded.recoveryPoint)
        // What recovery found in the page cache only is promised like anything written since.
        if context.options.durability != .pageCache && recoveryPoint < logEndOffset {
            context.flushes.add(self, .everything)
        }
        // Transactions that ended below it wait for nothing.
        producers.advance(highWatermark: highWatermark)
    }

    package var lastStableOffset: Int64 {
        // The start may have been moved into a transaction that is still open.
        max(logStartOffset, producers.stableOffset(highWatermark: highWatermark))
    }

    package var failure: StorageError? { context.failure }

    package var sizeInBytes: Int64 { segments.reduce(0) { $0 + $1.size } }

    package var activeProducers: [ProducerDescription] {
        producers.entries.sorted { $0.key < $1.key }.map { id, entry in
            ProducerDescription(
                producerId: id, epoch: entry.epoch, lastSequence: entry.lastSequence,
                lastTimestamp: entry.lastTimestamp, coordinatorEpoch: entry.coordinatorEpoch,
                currentTransactionFirstOffset: entry.transactionFirstOffset)
        }
    }

    package func advanceHighWatermark(to offset: Int64) {
        let raised = min(offset, logEndOffset)
        guard raised > highWatermark else { return }
        highWatermark = raised
        producers.advance(highWatermark: raised)
    }

    package func endOffset(ofEpoch epoch: Int32) -> (epoch: Int32, endOffset: Int64)? {
        epochs.endOffset(of: epoch, logEndOffset: logEndOffset)
    }

    package func leaderEpoch(of offset: Int64) -> Int32 { epochs.epoch(of: offset) }

    package var latestLeaderEpoch: Int32 { max(foundEpoch, epochs.latestEpoch) }

    package func flush() throws(StorageError) {
        // A sync that failed once proves nothing when it succeeds later.
        try context.checkOnline()
        guard recoveryPoint < logEndOffset else { return }
        do {
            for segment in segments[firstUnsynced...] {
                try segment.sync()
                if segment !== active {
                    try FlushTarget.name(snapshotPath(at: nextBase(after: segment)))
                        .flush(on: context.disk)
                }
            }
            try context.disk.syncDirectory(directory)
        } catch {
            context.takeOffline(error)
            throw error
        }
        flushState.hasUnsyncedNames = false
        flushState.flushedOffset = logEndOffset
        flushState.unflushedSince = nil
        recoveryPoint = logEndOffset
    }

    /// Makes closed segments durable up to `offset`, where one ends.
    func flushClosedSegments(below offset: Int64) throws(StorageError) {
        guard recoveryPoint < offset else { return }
        do {
            for segment in segments[firstUnsynced...] where segment.baseOffset < offset {
                try segment.sync()
            }
            try context.disk.syncDirectory(directory)
        } catch {
            context.takeOffline(error)
            throw error
        }
        flushState.hasUnsyncedNames = false
        flushState.flushedOffset = max(flushState.flushedOffset, offset)
        recoveryPoint = offset
    }

    /// Makes durable what sealing wrote after the last flush.
    func syncSealed() throws(StorageError) {
        do {
            try active.sync()
        } catch {
            context.takeOffline(error)
            throw error
        }
    }

    /// Makes the records of the active segment durable, when those before it are; its indexes may
    /// wait, since recovery makes them anew.
    func flushActiveData() throws(StorageError) {
        guard flushState.flushedOffset < logEndOffset else { return }
        try syncNames()
        do {
            try active.syncData()
        } catch {
            context.takeOffline(error)
            throw error
        }
        flushState.flushedOffset = logEndOffset
    }

    /// The segment that takes appends.
    var active: Segment { segments[segments.count - 1] }

    /// Where the segment after this one begins; the log's end for the active one.
    func nextBase(after segment: Segment) -> Int64 {
        let next = segmentIndex(holding: segment.baseOffset) + 1
        return next < segments.count ? segments[next].baseOffset : logEndOffset
    }

    /// Index of the segment that holds `offset`, if any does: the last whose base is not above it.
    func segmentIndex(holding offset: Int64) -> Int {
        var low = 0
        var high = segments.count
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].baseOffset <= offset { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }
}
