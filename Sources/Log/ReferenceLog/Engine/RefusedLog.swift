// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import LogContract

/// A log whose files cannot be used as they stand: nothing of them is read, written or removed, and
/// whoever asks is told why.
///
/// The other logs of the directory go on. (In Kafka a batch that makes no sense ends the start of
/// the whole broker where it is met while producer state is read back: `LogManager.loadLogs` passes
/// on all but I/O errors.)
package final class RefusedLog: PartitionLog {
    package let partition: TopicPartition
    package let topicId: Uuid
    package var config: LogConfig
    package let failure: StorageError?
    private let reason: StorageError

    init(
        _ partition: TopicPartition, topicId: Uuid, config: LogConfig, cause: StorageError
    ) {
        self.partition = partition
        self.topicId = topicId
        self.config = config
        reason = StorageError(
            .offline, operation: cause.operation, path: cause.path, position: cause.position,
            errno: cause.errno, found: "the log is not used: \(cause.found)")
        failure = reason
    }

    package var logStartOffset: Int64 { 0 }
    package var lastStableOffset: Int64 { 0 }
    package var highWatermark: Int64 { 0 }
    package var logEndOffset: Int64 { 0 }
    package var durableOffset: Int64 { 0 }
    package var sizeInBytes: Int64 { 0 }
    package var activeProducers: [ProducerDescription] { [] }

    package func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult { throw .storage(reason) }

    package func deleteRecords(
        before offset: Int64
    ) throws(DeleteRecordsRefusal) -> Int64 { throw .storage(reason) }

    package func truncate(to offset: Int64) throws(StorageError) { throw reason }
    package func truncateFully(startingAt offset: Int64) throws(StorageError) { throw reason }
    package func advanceHighWatermark(to offset: Int64) {}

    package func read(
        from offset: Int64, bytesMax: Int, wholeFirstBatch: Bool, bound: ReadBound
    ) throws(ReadRefusal) -> ReadResult { throw .storage(reason) }

    package func firstOffset(
        at timestamp: Int64, bound: ReadBound
    ) throws(ReadRefusal) -> TimestampedOffset? { throw .storage(reason) }

    package func offsetOfMaxTimestamp() throws(ReadRefusal) -> TimestampedOffset? {
        throw .storage(reason)
    }

    package func endOffset(ofEpoch epoch: Int32) -> (epoch: Int32, endOffset: Int64)? { nil }
    package func leaderEpoch(of offset: Int64) -> Int32 { -1 }
    package func flush() throws(StorageError) { throw reason }
}
