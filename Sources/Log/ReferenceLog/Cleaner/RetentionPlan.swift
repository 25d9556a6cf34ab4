// SPDX-License-Identifier: Apache-2.0

import Bytes
import Records

/// Which records of one batch stay; its room is used again for the next batch.
struct RetentionPlan {
    private var stays: [Bool] = []
    /// How many stay.
    private(set) var count = 0
    /// Whether one that stays is a tombstone.
    private(set) var hasTombstones = false
    /// Time of the first that stays, and the greatest of any.
    private(set) var firstTimestamp: Int64 = -1
    private(set) var maxTimestamp: Int64 = -1

    var isEmpty: Bool { count == 0 }
    var isComplete: Bool { count == stays.count }

    /// Walks the unpacked records of `batch` once.
    mutating func make(
        for batch: RecordBatchView, _ records: UnsafeRawBufferPointer, terms: CleaningTerms
    ) throws(RecordError) {
        stays.removeAll(keepingCapacity: true)
        count = 0
        hasTombstones = false
        let isPastHorizon = batch.deleteHorizonMillis.map { $0 <= terms.nowMillis } ?? false
        let isControl = batch.isControl
        let baseOffset = batch.baseOffset
        let times = BatchTimes(batch)
        var iterator = try RecordIterator(records, recordCount: batch.recordCount)
        while let record = try iterator.next() {
            let keeps =
                isControl
                || terms.keeps(
                    offset: baseOffset &+ Int64(record.offsetDelta), key: record.key,
                    isTombstone: !record.hasValue, isPastHorizon: isPastHorizon)
            stays.append(keeps)
            guard keeps else { continue }
            let timestamp = times.timestamp(of: record)
            if count == 0 { firstTimestamp = timestamp }
            maxTimestamp = count == 0 ? timestamp : max(maxTimestamp, timestamp)
            count += 1
            if !record.hasValue { hasTombstones = true }
        }
    }

    /// Writes those that stay, their times counted from `baseTimestamp`.
    func write(
        _ batch: RecordBatchView, _ records: UnsafeRawBufferPointer, baseTimestamp: Int64,
        to out: inout ByteWriter
    ) throws(RecordError) {
        let times = BatchTimes(batch)
        var iterator = try RecordIterator(records, recordCount: batch.recordCount)
        var index = 0
        while let record = try iterator.next() {
            if stays[index] {
                RecordWriter.append(
                    record, timestampDelta: times.timestamp(of: record) &- baseTimestamp,
                    to: &out)
            }
            index += 1
        }
    }
}
