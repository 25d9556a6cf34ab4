// SPDX-License-Identifier: Apache-2.0

/// What one pass over a batch's records found, beyond their being well formed.
@usableFromInline
package struct RecordSummary: Hashable, Sendable {
    @usableFromInline package var recordCount = 0
    /// Smallest and greatest of the records' own timestamps, -1 of an empty batch.
    ///
    /// Records without a timestamp count as -1.
    @usableFromInline package var minTimestamp: Int64 = -1
    @usableFromInline package var maxTimestamp: Int64 = -1
    /// Offset delta of the first record that carries `maxTimestamp`, -1 of an empty batch.
    @usableFromInline package var maxTimestampOffsetDelta: Int32 = -1
    /// Timestamp of the first record, -1 of an empty batch.
    @usableFromInline package var firstTimestamp: Int64 = -1
    /// Index of the first record with a null key, nil when every record has one.
    @usableFromInline package var firstWithoutKey: Int?
    /// Index of the first record whose offset delta is not its index.
    @usableFromInline package var firstOutOfPlace: Int?
    /// Offset delta that stands there.
    @usableFromInline package var outOfPlaceDelta: Int32 = 0
    /// Bytes of all records, unpacked.
    @usableFromInline package var payloadBytes = 0

    @inlinable
    package init() {}

    /// Walks `payload` once.
    @inlinable
    package init(
        scanning payload: UnsafeRawBufferPointer, recordCount: Int32, baseTimestamp: Int64
    ) throws(RecordError) {
        var iterator = try RecordIterator(payload, recordCount: recordCount)
        var least = Int64.max
        var most = Int64.min
        var index = 0
        while let record = try iterator.next() {
            let timestamp = baseTimestamp &+ record.timestampDelta
            if index == 0 { firstTimestamp = timestamp }
            if timestamp < least { least = timestamp }
            if timestamp > most {
                most = timestamp
                maxTimestampOffsetDelta = record.offsetDelta
            }
            if !record.hasKey && firstWithoutKey == nil { firstWithoutKey = index }
            if Int(record.offsetDelta) != index && firstOutOfPlace == nil {
                firstOutOfPlace = index
                outOfPlaceDelta = record.offsetDelta
            }
            index += 1
        }
        self.recordCount = index
        payloadBytes = payload.count
        if index > 0 {
            minTimestamp = least
            maxTimestamp = most
        }
    }
}
