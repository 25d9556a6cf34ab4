// SPDX-License-Identifier: Apache-2.0

public import Bytes

/// The unpacked records of one batch, with what turns their deltas into offsets and timestamps.
///
/// Of an uncompressed batch it shares the bytes; of a compressed one it owns the unpacked block.
@usableFromInline
package struct RecordBlock: Sendable {
    @usableFromInline package let bytes: ByteSlice
    @usableFromInline package let recordCount: Int32
    @usableFromInline package let baseOffset: Int64
    @usableFromInline package let baseTimestamp: Int64
    /// What every record carries instead of its own time on a LogAppendTime batch.
    @usableFromInline package let logAppendTime: Int64?

    @inlinable
    init(bytes: ByteSlice, of batch: RecordBatchView) {
        self.bytes = bytes
        recordCount = batch.recordCount
        baseOffset = batch.baseOffset
        baseTimestamp = batch.baseTimestamp
        logAppendTime = batch.attributes.isLogAppendTime ? batch.maxTimestamp : nil
    }

    /// The absolute offset of a record of this block.
    @inlinable
    package func offset(of record: RecordView) -> Int64 {
        baseOffset &+ Int64(record.offsetDelta)
    }

    /// The time a consumer sees, in milliseconds.
    @inlinable
    package func timestamp(of record: RecordView) -> Int64 {
        logAppendTime ?? baseTimestamp &+ record.timestampDelta
    }

    /// Runs `body` for each record in order; the view must not leave it.
    ///
    /// Returning false ends the walk early, which leaves the rest unchecked.
    @inlinable
    package func forEach(_ body: (RecordView) -> Bool) throws(RecordError) {
        defer { withExtendedLifetime(bytes.storage) {} }
        var iterator = try RecordIterator(
            UnsafeRawBufferPointer(start: bytes.base, count: bytes.count),
            recordCount: recordCount)
        while let record = try iterator.next() {
            if !body(record) { return }
        }
    }

    /// All records as values of their own.
    package func records() throws(RecordError) -> [Record] {
        var records: [Record] = []
        try forEach { record in
            records.append(
                Record(
                    record, in: bytes, offset: offset(of: record),
                    timestamp: timestamp(of: record)))
            return true
        }
        return records
    }
}
