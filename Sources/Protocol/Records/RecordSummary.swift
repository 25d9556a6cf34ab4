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
    package init(
        scanning payload: UnsafeRawBufferPointer, recordCount: Int32, baseTimestamp: Int64
    ) throws(RecordError) {
        var iterator = try RecordIterator(payload, recordCount: recordCount)
        var walk = Walk(baseTimestamp: baseTimestamp)
        while iterator.index < iterator.recordCount {
            if let record = iterator.nextShort() {
                walk.take(record.timestampDelta, record.offsetDelta, hasKey: record.hasKey)
            } else if let record = try iterator.next() {
                walk.take(record.timestampDelta, record.offsetDelta, hasKey: record.hasKey)
            }
        }
        // Bytes behind the last record are an error.
        _ = try iterator.next()
        self = walk.summary
        payloadBytes = payload.count
    }

    /// The pass under way, in plain numbers that stay in registers.
    private struct Walk {
        let baseTimestamp: Int64
        var index = 0
        var first: Int64 = 0
        var least = Int64.max
        var most = Int64.min
        var mostDelta: Int32 = -1
        /// Negative while there is none.
        var withoutKey = -1
        var outOfPlace = -1
        var outOfPlaceDelta: Int32 = 0

        @inline(__always)
        mutating func take(_ timestampDelta: Int64, _ offsetDelta: Int32, hasKey: Bool) {
            let timestamp = baseTimestamp &+ timestampDelta
            if index == 0 { first = timestamp }
            least = min(least, timestamp)
            if timestamp > most {
                most = timestamp
                mostDelta = offsetDelta
            }
            if !hasKey && withoutKey < 0 { withoutKey = index }
            if Int(offsetDelta) != index && outOfPlace < 0 {
                outOfPlace = index
                outOfPlaceDelta = offsetDelta
            }
            index &+= 1
        }

        var summary: RecordSummary {
            var summary = RecordSummary()
            guard index > 0 else { return summary }
            summary.recordCount = index
            summary.minTimestamp = least
            summary.maxTimestamp = most
            summary.maxTimestampOffsetDelta = mostDelta
            summary.firstTimestamp = first
            if withoutKey >= 0 { summary.firstWithoutKey = withoutKey }
            if outOfPlace >= 0 {
                summary.firstOutOfPlace = outOfPlace
                summary.outOfPlaceDelta = outOfPlaceDelta
            }
            return summary
        }
    }
}
