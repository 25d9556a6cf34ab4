// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// One log that keeps what it is given, and gives it back as it came.
final class FakeEngine: LogEngine {
    var logs: [TopicPartition: any PartitionLog] = [:]

    func create(
        _ partition: TopicPartition, topicId: Uuid, config: LogConfig
    ) throws(StorageError) -> any PartitionLog {
        let log = FakeLog(topicId: topicId, config: config)
        logs[partition] = log
        return log
    }

    func delete(_ partition: TopicPartition) throws(StorageError) { logs[partition] = nil }
    func tick() throws(StorageError) -> Int64 { .max }
    func close() throws(StorageError) {}
}

final class FakeLog: PartitionLog {
    let topicId: Uuid
    var config: LogConfig
    var appended: [ByteSlice] = []
    var highWatermark: Int64 = 0
    var logStartOffset: Int64 { 0 }
    var lastStableOffset: Int64 { highWatermark }
    var logEndOffset: Int64 { Int64(appended.count) }
    var durableOffset: Int64 { logEndOffset }
    var sizeInBytes: Int64 { Int64(appended.reduce(0) { $0 + $1.count }) }
    var activeProducers: [ProducerDescription] { [] }

    init(topicId: Uuid, config: LogConfig) {
        self.topicId = topicId
        self.config = config
    }

    func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        if records.count > config.messageBytesMax {
            throw .messageTooLarge(bytes: records.count, bytesMax: config.messageBytesMax)
        }
        appended.append(records)
        return AppendResult(
            firstOffset: logEndOffset - 1, lastOffset: logEndOffset - 1, logAppendTime: -1,
            logStartOffset: 0, isDuplicate: false)
    }

    func deleteRecords(before offset: Int64) throws(DeleteRecordsRefusal) -> Int64 {
        throw .policyForbids
    }

    func truncate(to offset: Int64) throws(StorageError) {
        appended.removeLast(max(0, appended.count - Int(offset)))
    }

    func truncateFully(startingAt offset: Int64) throws(StorageError) { appended = [] }

    func advanceHighWatermark(to offset: Int64) { highWatermark = max(highWatermark, offset) }

    func read(
        from offset: Int64, bytesMax: Int, wholeFirstBatch: Bool, bound: ReadBound
    ) throws(ReadRefusal) -> ReadResult {
        ReadResult(
            region: nil, highWatermark: highWatermark, lastStableOffset: highWatermark,
            logStartOffset: 0)
    }

    func firstOffset(
        at timestamp: Int64, bound: ReadBound
    ) throws(ReadRefusal) -> TimestampedOffset? { nil }

    func offsetOfMaxTimestamp() throws(ReadRefusal) -> TimestampedOffset? { nil }
    func endOffset(ofEpoch epoch: Int32) -> (epoch: Int32, endOffset: Int64)? { nil }
    func leaderEpoch(of offset: Int64) -> Int32 { 0 }
    func flush() throws(StorageError) {}
}
