// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// Passes everything on to an honest log; what is broken is overridden.
class PassingLog: PartitionLog {
    let inner: any PartitionLog

    init(_ inner: any PartitionLog) {
        self.inner = inner
    }

    var topicId: Uuid { inner.topicId }
    var config: LogConfig {
        get { inner.config }
        set { inner.config = newValue }
    }
    var logStartOffset: Int64 { inner.logStartOffset }
    var lastStableOffset: Int64 { inner.lastStableOffset }
    var highWatermark: Int64 { inner.highWatermark }
    var logEndOffset: Int64 { inner.logEndOffset }
    var durableOffset: Int64 { inner.durableOffset }
    var sizeInBytes: Int64 { inner.sizeInBytes }
    var failure: StorageError? { inner.failure }
    var activeProducers: [ProducerDescription] { inner.activeProducers }
    var latestLeaderEpoch: Int32 { inner.latestLeaderEpoch }

    func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        try inner.append(records, origin: origin, leaderEpoch: leaderEpoch)
    }

    func deleteRecords(before offset: Int64) throws(DeleteRecordsRefusal) -> Int64 {
        try inner.deleteRecords(before: offset)
    }

    func truncate(to offset: Int64) throws(StorageError) { try inner.truncate(to: offset) }

    func truncateFully(startingAt offset: Int64) throws(StorageError) {
        try inner.truncateFully(startingAt: offset)
    }

    func advanceHighWatermark(to offset: Int64) { inner.advanceHighWatermark(to: offset) }

    func read(
        from offset: Int64, bytesMax: Int, wholeFirstBatch: Bool, bound: ReadBound
    ) throws(ReadRefusal) -> ReadResult {
        try inner.read(
            from: offset, bytesMax: bytesMax, wholeFirstBatch: wholeFirstBatch, bound: bound)
    }

    func firstOffset(
        at timestamp: Int64, bound: ReadBound
    ) throws(ReadRefusal) -> TimestampedOffset? {
        try inner.firstOffset(at: timestamp, bound: bound)
    }

    func offsetOfMaxTimestamp() throws(ReadRefusal) -> TimestampedOffset? {
        try inner.offsetOfMaxTimestamp()
    }

    func endOffset(ofEpoch epoch: Int32) -> (epoch: Int32, endOffset: Int64)? {
        inner.endOffset(ofEpoch: epoch)
    }

    func leaderEpoch(of offset: Int64) -> Int32 { inner.leaderEpoch(of: offset) }

    func flush() throws(StorageError) { try inner.flush() }
}
