// SPDX-License-Identifier: Apache-2.0

/// Walks the records of an unpacked payload; a trivial value that owns nothing.
///
/// The bytes must live as long as it and the views it gives out.
@usableFromInline
package struct RecordIterator {
    @usableFromInline var cursor: RecordCursor
    @usableFromInline let recordCount: Int
    /// How many records were given out.
    @usableFromInline package private(set) var index: Int

    /// Walks `recordCount` records in `payload`; a count that cannot fit is refused.
    @inlinable
    package init(
        _ payload: UnsafeRawBufferPointer, recordCount: Int32
    ) throws(RecordError) {
        guard recordCount >= 0 else {
            throw RecordError(.recordCount(recordCount), at: BatchLayout.recordCount)
        }
        guard Int(recordCount) <= payload.count / BatchLayout.recordMin else {
            throw RecordError(
                .recordCountTooLarge(count: Int(recordCount), remaining: payload.count),
                at: BatchLayout.recordCount)
        }
        cursor = RecordCursor(
            base: payload.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped,
            position: 0, end: payload.count)
        self.recordCount = Int(recordCount)
        index = 0
    }

    /// The next record, nil after the last; bytes after the last are an error.
    @inlinable @inline(__always)
    package mutating func next() throws(RecordError) -> RecordView? {
        guard index < recordCount else {
            if cursor.remaining != 0 {
                throw RecordError(.trailingBytes(cursor.remaining), at: cursor.position)
            }
            return nil
        }
        do {
            let record = try parse()
            index += 1
            return record
        } catch {
            throw RecordError(error.reason, at: error.position, recordIndex: index)
        }
    }

    /// The next record when it is of the common form; nil leaves it to `next`, as it does the end.
    @inline(__always)
    mutating func nextShort() -> ShortRecord? {
        guard let record = ShortRecord(cursor.base, count: cursor.end, at: cursor.position) else {
            return nil
        }
        cursor.position = record.end
        index += 1
        return record
    }

    @inlinable @inline(__always)
    mutating func parse() throws(RecordError) -> RecordView {
        let start = cursor.position
        let length = try cursor.varint()
        guard length >= 0 && length <= cursor.remaining else {
            throw RecordError(.recordLength(length, remaining: cursor.remaining), at: start)
        }
        let body = cursor.position
        var fields = RecordCursor(base: cursor.base, position: body, end: body + length)
        guard length > 0 else {
            throw RecordError(.recordLengthMismatch(announced: 0, parsed: 1), at: start)
        }
        let attributes = Int8(bitPattern: fields.byte(body))
        fields.position += 1
        let timestampDelta = try fields.varlong()
        let offsetDelta = Int32(truncatingIfNeeded: try fields.varint())
        // Any negative length is null to Kafka, not -1 alone.
        let keyAt = fields.position
        let keyCount = try fields.varint()
        guard keyCount <= fields.remaining else {
            throw RecordError(.keyLength(keyCount), at: keyAt)
        }
        let keyStart = fields.position
        fields.position += max(keyCount, 0)
        let valueAt = fields.position
        let valueCount = try fields.varint()
        guard valueCount <= fields.remaining else {
            throw RecordError(.valueLength(valueCount), at: valueAt)
        }
        let valueStart = fields.position
        fields.position += max(valueCount, 0)
        let headersAt = fields.position
        let headerCount = try fields.varint()
        let headersStart = fields.position
        if headerCount != 0 { try Self.skipHeaders(headerCount, countAt: headersAt, in: &fields) }
        guard fields.position == fields.end else {
            throw RecordError(
                .recordLengthMismatch(announced: length, parsed: fields.position - body), at: start)
        }
        cursor.position = fields.end
        return RecordView(
            base: cursor.base, position: start, end: fields.end, attributes: attributes,
            offsetDelta: offsetDelta, timestampDelta: timestampDelta, keyStart: keyStart,
            keyCount: keyCount, valueStart: valueStart, valueCount: valueCount,
            headersStart: headersStart, headerCount: headerCount)
    }

    @inlinable
    static func skipHeaders(
        _ count: Int, countAt: Int, in fields: inout RecordCursor
    ) throws(RecordError) {
        guard count >= 0 else { throw RecordError(.headerCount(count), at: countAt) }
        // A header takes two bytes at least.
        guard count <= fields.remaining / 2 else {
            throw RecordError(
                .headerCountTooLarge(count: count, remaining: fields.remaining), at: countAt)
        }
        for _ in 0..<count {
            let keyAt = fields.position
            let keyCount = try fields.varint()
            guard keyCount >= 0 && keyCount <= fields.remaining else {
                throw RecordError(.headerKeyLength(keyCount), at: keyAt)
            }
            fields.position += keyCount
            let valueAt = fields.position
            let valueCount = try fields.varint()
            guard valueCount <= fields.remaining else {
                throw RecordError(.headerValueLength(valueCount), at: valueAt)
            }
            fields.position += max(valueCount, 0)
        }
    }
}
