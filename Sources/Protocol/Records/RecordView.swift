// SPDX-License-Identifier: Apache-2.0

/// One record of a batch, read where it stands: a trivial value that owns nothing.
///
/// Its pointers live as long as the bytes the iterator was made from.
@usableFromInline
package struct RecordView {
    /// First byte of the unpacked payload.
    @usableFromInline let base: UnsafeRawPointer
    /// Where the record begins in the payload: its length.
    @usableFromInline package let position: Int
    /// Where the record ends.
    @usableFromInline package let end: Int
    /// Unused by Kafka, 0.
    @usableFromInline package let attributes: Int8
    @usableFromInline package let offsetDelta: Int32
    @usableFromInline package let timestampDelta: Int64
    @usableFromInline let keyStart: Int
    /// -1 for null.
    @usableFromInline let keyCount: Int
    @usableFromInline let valueStart: Int
    /// -1 for null.
    @usableFromInline let valueCount: Int
    @usableFromInline let headersStart: Int
    @usableFromInline package let headerCount: Int

    @inlinable @inline(__always)
    init(
        base: UnsafeRawPointer, position: Int, end: Int, attributes: Int8, offsetDelta: Int32,
        timestampDelta: Int64, keyStart: Int, keyCount: Int, valueStart: Int, valueCount: Int,
        headersStart: Int, headerCount: Int
    ) {
        self.base = base
        self.position = position
        self.end = end
        self.attributes = attributes
        self.offsetDelta = offsetDelta
        self.timestampDelta = timestampDelta
        self.keyStart = keyStart
        self.keyCount = keyCount
        self.valueStart = valueStart
        self.valueCount = valueCount
        self.headersStart = headersStart
        self.headerCount = headerCount
    }

    @inlinable package var sizeInBytes: Int { end - position }
    @inlinable package var hasKey: Bool { keyCount >= 0 }
    @inlinable package var hasValue: Bool { valueCount >= 0 }

    /// The key's bytes; nil is null.
    @inlinable package var key: UnsafeRawBufferPointer? {
        keyCount < 0 ? nil : UnsafeRawBufferPointer(start: base + keyStart, count: keyCount)
    }

    /// The value's bytes; nil is null, a tombstone.
    @inlinable package var value: UnsafeRawBufferPointer? {
        valueCount < 0 ? nil : UnsafeRawBufferPointer(start: base + valueStart, count: valueCount)
    }

    /// Where the key stands in the payload; nil is null.
    @inlinable package var keyRange: Range<Int>? {
        keyCount < 0 ? nil : keyStart..<(keyStart + keyCount)
    }

    /// Where the value stands in the payload; nil is null.
    @inlinable package var valueRange: Range<Int>? {
        valueCount < 0 ? nil : valueStart..<(valueStart + valueCount)
    }

    /// The headers, whose form the iterator has checked.
    @inlinable package var headers: RecordHeaderIterator {
        RecordHeaderIterator(
            bytes: UnsafeRawBufferPointer(start: base, count: end), position: headersStart,
            count: headerCount)
    }
}
