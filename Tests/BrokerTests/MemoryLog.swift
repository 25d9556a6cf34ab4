// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// A log in memory, of one segment.
final class MemoryLog: PartitionLog {
    private struct Batch {
        let first: Int64
        let last: Int64
        let epoch: Int32
        let maxTimestamp: Int64
        let position: Int
        let count: Int
    }

    let topicId: Uuid
    var config: LogConfig
    private let file = MemoryFile()
    private var batches: [Batch] = []
    var logStartOffset: Int64 = 0
    var lastStableOffset: Int64 { stableLimit.map { min($0, highWatermark) } ?? highWatermark }
    private(set) var highWatermark: Int64 = 0
    private(set) var logEndOffset: Int64 = 0
    /// Offsets below are durable; nil when all are.
    var flushedOffset: Int64?
    var durableOffset: Int64 { flushedOffset ?? logEndOffset }
    var sizeInBytes: Int64 { Int64(batches.reduce(0) { $0 + $1.count }) }
    var activeProducers: [ProducerDescription] = []
    /// Where a transaction would have begun that is still open.
    var stableLimit: Int64?
    var abortedTransactions: [AbortedTransaction] = []
    /// Makes the next append fail.
    var refusal: AppendRefusal?

    init(topicId: Uuid, config: LogConfig) {
        self.topicId = topicId
        self.config = config
    }

    func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        if let refusal {
            self.refusal = nil
            throw refusal
        }
        do {
            let view = try RecordBatchView(records)
            try view.checkCRC()
            var writer = ByteWriter(capacity: records.count)
            writer.write(records)
            writer.patch(logEndOffset, at: BatchLayout.baseOffset)
            writer.patch(leaderEpoch, at: BatchLayout.leaderEpoch)
            let first = logEndOffset
            let last = first + Int64(view.lastOffsetDelta)
            batches.append(
                Batch(
                    first: first, last: last, epoch: leaderEpoch, maxTimestamp: view.maxTimestamp,
                    position: file.append(writer.finish()), count: records.count))
            logEndOffset = last + 1
            return AppendResult(
                firstOffset: first, lastOffset: last, logAppendTime: -1,
                logStartOffset: logStartOffset, isDuplicate: false)
        } catch {
            throw .corrupt("\(error)")
        }
    }

    func deleteRecords(before offset: Int64) throws(DeleteRecordsRefusal) -> Int64 {
        guard config.cleanupPolicy.contains(.delete) else { throw .policyForbids }
        let target = offset == -1 ? highWatermark : offset
        guard (0...highWatermark).contains(target) else { throw .outOfRange }
        logStartOffset = max(logStartOffset, target)
        return logStartOffset
    }

    func truncate(to offset: Int64) throws(StorageError) {
        batches.removeAll { $0.last >= offset }
        logEndOffset = min(offset, logEndOffset)
        highWatermark = min(highWatermark, logEndOffset)
    }

    func truncateFully(startingAt offset: Int64) throws(StorageError) {
        batches = []
        (logStartOffset, highWatermark, logEndOffset) = (offset, offset, offset)
    }

    func advanceHighWatermark(to offset: Int64) {
        highWatermark = max(highWatermark, min(offset, logEndOffset))
    }

    func read(
        from offset: Int64, bytesMax: Int, wholeFirstBatch: Bool, bound: ReadBound
    ) throws(ReadRefusal) -> ReadResult {
        guard offset >= logStartOffset, offset <= logEndOffset else {
            throw .offsetOutOfRange(logStartOffset: logStartOffset, logEndOffset: logEndOffset)
        }
        let end =
            switch bound {
            case .logEnd: logEndOffset
            case .highWatermark: highWatermark
            case .lastStable: lastStableOffset
            }
        var position = 0
        var count = 0
        for batch in batches where batch.last >= offset && batch.last < end {
            let isFirst = count == 0
            guard isFirst && wholeFirstBatch || count + batch.count <= bytesMax else { break }
            if isFirst { position = batch.position }
            count += batch.count
        }
        return ReadResult(
            region: count == 0
                ? nil : FileRegion(file: file, position: Int64(position), count: count),
            abortedTransactions: bound == .lastStable ? abortedTransactions : [],
            highWatermark: highWatermark, lastStableOffset: lastStableOffset,
            logStartOffset: logStartOffset)
    }

    func firstOffset(
        at timestamp: Int64, bound: ReadBound
    ) throws(ReadRefusal) -> TimestampedOffset? {
        batches.first { $0.maxTimestamp >= timestamp }.map {
            TimestampedOffset(
                offset: $0.first, timestamp: $0.maxTimestamp, leaderEpoch: $0.epoch)
        }
    }

    func offsetOfMaxTimestamp() throws(ReadRefusal) -> TimestampedOffset? {
        batches.max { $0.maxTimestamp < $1.maxTimestamp }.map {
            TimestampedOffset(
                offset: $0.first, timestamp: $0.maxTimestamp, leaderEpoch: $0.epoch)
        }
    }

    func endOffset(ofEpoch epoch: Int32) -> (epoch: Int32, endOffset: Int64)? {
        batches.last { $0.epoch <= epoch }.map { ($0.epoch, $0.last + 1) }
    }

    func leaderEpoch(of offset: Int64) -> Int32 {
        batches.first { $0.last >= offset }?.epoch ?? -1
    }

    func flush() throws(StorageError) {}
}
