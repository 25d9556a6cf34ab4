// SPDX-License-Identifier: Apache-2.0

package import Bytes

/// A store of partition logs: what a broker stands on, and what any storage engine under test
/// implements.
///
/// The contract is synchronous and single-owner: one caller at a time, no locks inside, no clock
/// but the injected one. Order always holds: `logStartOffset ≤ lastStableOffset ≤ highWatermark ≤
/// logEndOffset`; `logEndOffset` never falls except by truncation, so no offset is used twice.
package protocol LogEngine: AnyObject {
    /// Logs found on disk when the engine was opened, and made since.
    var logs: [TopicPartition: any PartitionLog] { get }

    /// One of `logs`; asking for each of many takes no longer the more there are.
    func log(of partition: TopicPartition) -> (any PartitionLog)?

    /// The failure that took the log directory offline, nil while it works.
    var failure: StorageError? { get }

    /// Puts aside whatever has the name of a log about to be made and cannot be its: files that do
    /// not say what they are.
    ///
    /// Without this `create` takes them for those of the log, and gives one that refuses its use.
    func makeWay(for partition: TopicPartition) throws(StorageError)

    /// Makes an empty log, durable in name and topic id before any data.
    func create(
        _ partition: TopicPartition, topicId: Uuid, config: LogConfig
    ) throws(StorageError) -> any PartitionLog

    /// Removes a log; open readers keep their files, which stay for `file.delete.delay.ms`.
    func delete(_ partition: TopicPartition) throws(StorageError)

    /// Takes out of use what `isKnown` does not know by name and topic id, nil for files that say
    /// none; nothing of it is lost. Returns what was found, and where it is now.
    func setAsideStrays(
        _ isKnown: (TopicPartition, Uuid?) -> Bool
    ) throws(StorageError) -> [StrayLog]

    /// Work that is due at `now` (roll by time, retention, checkpoints); returns when to come back,
    /// in milliseconds of the clock.
    func tick() throws(StorageError) -> Int64

    /// What is to be made durable now; nil when nothing is, or a job is under way.
    ///
    /// Ask after appends and after `tick`.
    func pendingFlush() -> FlushJob?

    /// Takes the outcome of the job under way.
    ///
    /// A failed flush is final: what it should have made durable may be lost whatever a second one
    /// says, so that the log directory goes offline.
    func finishFlush(_ job: FlushJob, error: StorageError?)

    /// A clean stop: flush, checkpoint, mark clean. The engine is not used afterwards, and no job
    /// may be under way.
    func close() throws(StorageError)
}

extension LogEngine {
    /// For an engine that keeps its logs as `logs` has them.
    package func log(of partition: TopicPartition) -> (any PartitionLog)? { logs[partition] }

    /// For an engine that has no directory to lose.
    package var failure: StorageError? { nil }

    /// For an engine in which nothing can be in the way.
    package func makeWay(for partition: TopicPartition) throws(StorageError) {}

    /// For an engine that finds nothing when it is opened.
    package func setAsideStrays(
        _ isKnown: (TopicPartition, Uuid?) -> Bool
    ) throws(StorageError) -> [StrayLog] { [] }

    /// For an engine that is as durable as it gets when an append returns.
    package func pendingFlush() -> FlushJob? { nil }
    package func finishFlush(_ job: FlushJob, error: StorageError?) {}

    /// Runs every job there is on the spot.
    package func flushPending() {
        while let job = pendingFlush() { finishFlush(job, error: job.run()) }
    }
}

/// One replica's log of one partition.
package protocol PartitionLog: AnyObject {
    var topicId: Uuid { get }
    var config: LogConfig { get set }

    /// First offset a reader may ask for.
    var logStartOffset: Int64 { get }
    /// First offset of the first undecided transaction, or the high watermark.
    var lastStableOffset: Int64 { get }
    /// First offset not known to be on every in-sync replica.
    var highWatermark: Int64 { get }
    /// Next offset to be assigned.
    var logEndOffset: Int64 { get }
    /// Offsets below are as durable as the engine promises; in page-cache mode the log's end,
    /// unless `flush.messages` asks for more.
    var durableOffset: Int64 { get }
    /// Bytes of all segments.
    var sizeInBytes: Int64 { get }
    /// Why the log cannot be used, nil while it can: then its offsets mean nothing.
    var failure: StorageError? { get }
    /// What is known of each producer that is not forgotten yet, by rising id.
    var activeProducers: [ProducerDescription] { get }

    /// Validates, assigns offsets and `leaderEpoch` in place, and writes in one call.
    ///
    /// `records` is what stood in the produce request; its bytes are not changed, the engine copies
    /// the header it rewrites. On refusal nothing is in the log.
    func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult

    /// Appends what requests of clients brought, each for itself and in this order; what became of
    /// each, as `append` says it.
    ///
    /// A log may write several with one call. Those it does a failing disk refuses together.
    func append(
        each records: [ByteSlice], leaderEpoch: Int32
    ) -> [Result<AppendResult, AppendRefusal>]

    /// Moves the log's start up to `offset`, -1 for the high watermark (KIP-107); returns the
    /// start, which does not fall when `offset` is below it.
    ///
    /// The start may stand within a batch. What lies wholly below goes with the next retention
    /// check. A crash may lose the move until the next checkpoint, as it may in Kafka.
    func deleteRecords(before offset: Int64) throws(DeleteRecordsRefusal) -> Int64

    /// Cuts off every batch that reaches `offset` or more, as a follower does whose leader never
    /// had them; afterwards `logEndOffset` is at most `offset`.
    func truncate(to offset: Int64) throws(StorageError)

    /// Drops everything and begins again, empty, at `offset`.
    func truncateFully(startingAt offset: Int64) throws(StorageError)

    /// Raises the high watermark (never lowers it, never beyond the log's end).
    func advanceHighWatermark(to offset: Int64)

    /// The stored bytes from the batch that contains `offset`, at most `bytesMax` of them.
    ///
    /// With `wholeFirstBatch` a first batch larger than `bytesMax` comes whole (KIP-74); without
    /// it such a read is empty. The last batch may be cut. `offset` at the bound reads nothing.
    func read(
        from offset: Int64, bytesMax: Int, wholeFirstBatch: Bool, bound: ReadBound
    ) throws(ReadRefusal) -> ReadResult

    /// The first record at or after `timestamp` (ms) and at or after the log's start; nil when
    /// there is none below `bound`.
    func firstOffset(
        at timestamp: Int64, bound: ReadBound
    ) throws(ReadRefusal) -> TimestampedOffset?

    /// The record with the greatest timestamp (KIP-734); nil in an empty log.
    func offsetOfMaxTimestamp() throws(ReadRefusal) -> TimestampedOffset?

    /// End offset of the largest epoch not above `epoch` (KIP-320); nil when there is none.
    func endOffset(ofEpoch epoch: Int32) -> (epoch: Int32, endOffset: Int64)?

    /// The epoch that wrote `offset`, -1 where unknown.
    func leaderEpoch(of offset: Int64) -> Int32

    /// The largest leader epoch there is a trace of, be it one in which nothing was written; -1 for
    /// none.
    var latestLeaderEpoch: Int32 { get }

    /// Makes everything written so far durable.
    func flush() throws(StorageError)
}

extension PartitionLog {
    /// For a log that writes one batch at a time.
    package func append(
        each records: [ByteSlice], leaderEpoch: Int32
    ) -> [Result<AppendResult, AppendRefusal>] {
        records.map { batch in
            Result { () throws(AppendRefusal) in
                try append(batch, origin: .client, leaderEpoch: leaderEpoch)
            }
        }
    }

    /// For a log that can always be used.
    package var failure: StorageError? { nil }

    /// For a log that has traces of what was written only.
    package var latestLeaderEpoch: Int32 { leaderEpoch(of: logEndOffset - 1) }
}
