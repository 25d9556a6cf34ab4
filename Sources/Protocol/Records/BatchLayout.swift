// SPDX-License-Identifier: Apache-2.0

/// Where the fields of a batch stand (Kafka's `DefaultRecordBatch` and `Records`).
@usableFromInline
package enum BatchLayout {
    /// Base offset and size: what every magic begins with, and what the size does not count.
    @inlinable package static var overhead: Int { 12 }
    /// Bytes that are enough to know a batch's size and magic.
    @inlinable package static var prefix: Int { 17 }
    /// Whole header of magic 2, and the size of a batch without records.
    @inlinable package static var header: Int { 61 }
    /// Smallest value of the size field of any magic (a v0 message without key and value).
    @inlinable package static var sizeMin: Int { 14 }
    /// Smallest record: length, attributes, timestamp, offset, key, value, header count.
    @inlinable package static var recordMin: Int { 7 }

    @inlinable package static var baseOffset: Int { 0 }
    @inlinable package static var size: Int { 8 }
    @inlinable package static var leaderEpoch: Int { 12 }
    @inlinable package static var magic: Int { 16 }
    @inlinable package static var crc: Int { 17 }
    @inlinable package static var attributes: Int { 21 }
    @inlinable package static var lastOffsetDelta: Int { 23 }
    @inlinable package static var baseTimestamp: Int { 27 }
    @inlinable package static var maxTimestamp: Int { 35 }
    @inlinable package static var producerId: Int { 43 }
    @inlinable package static var producerEpoch: Int { 51 }
    @inlinable package static var baseSequence: Int { 53 }
    @inlinable package static var recordCount: Int { 57 }
}
