// SPDX-License-Identifier: Apache-2.0

public import Compression

/// Record bytes that break a rule of the format: which rule, and where.
@usableFromInline
package struct RecordError: Error, Hashable, Sendable {
    /// The rule that is broken.
    @usableFromInline
    package enum Reason: Hashable, Sendable {
        // The frame of a batch or of a legacy message.

        /// Too few bytes to hold a header.
        case headerIncomplete(available: Int)
        /// The size field announces less than the smallest batch of its magic.
        case sizeTooSmall(announced: Int, sizeMin: Int)
        /// The announced end lies beyond the bytes given.
        case batchIncomplete(announced: Int, available: Int)
        /// Neither 0, 1 nor 2, or not the one that is wanted here.
        case magic(Int8)
        /// The stored checksum is not that of the bytes.
        case checksum(stored: UInt32, computed: UInt32)

        // Header fields of a batch.

        /// Attribute bits 0–2 that name no codec.
        case codec(Int8)
        /// A codec that the format of this magic does not have (zstd before magic 2).
        case codecForMagic(codec: Int8, magic: Int8)
        /// A record count below zero, or zero where records must be.
        case recordCount(Int32)
        /// More records than the bytes could hold.
        case recordCountTooLarge(count: Int, remaining: Int)
        /// `recordCount` is not `lastOffsetDelta` + 1, as a producer's must be.
        case countAgainstOffsets(recordCount: Int32, lastOffsetDelta: Int32)
        /// A last offset below the base offset, or beyond 2^63 - 1.
        case lastOffsetDelta(Int32)
        /// A producer's batch must begin at offset 0.
        case baseOffset(Int64)
        /// A control batch where none is allowed.
        case controlBatch
        /// A producer id without a sequence number.
        case baseSequence(Int32)
        /// LogAppendTime set by a producer.
        case logAppendTime
        /// A control batch of other than one record.
        case controlRecordCount(Int32)
        /// A control batch that is compressed.
        case controlCompressed
        /// A control record without a key of four bytes and a version of zero or more.
        case controlKey

        // Records of a batch.

        /// A varint that runs past the end.
        case varintIncomplete
        /// A varint of more than five bytes, or ten for 64 bits.
        case varintTooLong
        /// A record's length below zero or beyond the bytes left.
        case recordLength(Int, remaining: Int)
        /// A record's fields end elsewhere than its length says.
        case recordLengthMismatch(announced: Int, parsed: Int)
        /// A key's length beyond the record.
        case keyLength(Int)
        /// A value's length beyond the record.
        case valueLength(Int)
        /// A header count below zero.
        case headerCount(Int)
        /// More headers than the record's bytes could hold.
        case headerCountTooLarge(count: Int, remaining: Int)
        /// A header's key null or longer than the record.
        case headerKeyLength(Int)
        /// A header value's length beyond the record.
        case headerValueLength(Int)
        /// Offsets of a producer's batch must run 0, 1, 2 …
        case offsetDelta(expected: Int32, found: Int32)
        /// Bytes after the last record.
        case trailingBytes(Int)

        // Compressed payloads.

        /// The codec did not take the bytes, or they unpack to more than the caller allows.
        case compression(CompressionError)

        // Legacy message sets.

        /// A wrapper whose value is null, or which holds no message.
        case emptyWrapper
        /// A compressed message inside a wrapper.
        case nestedCompression
        /// A message of another magic inside a wrapper.
        case innerMagic(outer: Int8, inner: Int8)
        /// Key and value end elsewhere than the message's size says.
        case messageLengthMismatch(announced: Int, parsed: Int)
    }

    @usableFromInline package var reason: Reason
    /// Where in the bytes: from the batch's first byte, or, for a record of a compressed batch,
    /// from the first unpacked byte.
    @usableFromInline package var position: Int
    /// Which record of the batch, when it is one record's fault.
    @usableFromInline package var recordIndex: Int?

    @inlinable
    package init(_ reason: Reason, at position: Int, recordIndex: Int? = nil) {
        self.reason = reason
        self.position = position
        self.recordIndex = recordIndex
    }
}

extension RecordError: CustomStringConvertible {
    @usableFromInline package var description: String {
        let which = recordIndex.map { ", record \($0)" } ?? ""
        return "\(reason) at byte \(position)\(which)"
    }
}
