// SPDX-License-Identifier: Apache-2.0

/// Walks the headers of one record (KIP-82); a trivial value that owns nothing.
@usableFromInline
package struct RecordHeaderIterator {
    @usableFromInline let bytes: UnsafeRawBufferPointer
    @usableFromInline var position: Int
    @usableFromInline var count: Int

    @inlinable
    init(bytes: UnsafeRawBufferPointer, position: Int, count: Int) {
        self.bytes = bytes
        self.position = position
        self.count = count
    }

    /// The next header: its key as UTF-8 bytes and its value, nil when null.
    ///
    /// Duplicates and order are kept.
    @inlinable
    package mutating func next() -> (
        key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?
    )? {
        guard count > 0, let base = bytes.baseAddress else { return nil }
        var cursor = RecordCursor(base: base, position: position, end: bytes.count)
        guard let keyCount = try? cursor.varint(), keyCount >= 0, keyCount <= cursor.remaining
        else { return nil }
        let key = UnsafeRawBufferPointer(start: base + cursor.position, count: keyCount)
        cursor.position += keyCount
        guard let valueCount = try? cursor.varint(), valueCount <= cursor.remaining else {
            return nil
        }
        var value: UnsafeRawBufferPointer?
        if valueCount >= 0 {
            value = UnsafeRawBufferPointer(start: base + cursor.position, count: valueCount)
            cursor.position += valueCount
        }
        position = cursor.position
        count -= 1
        return (key, value)
    }
}
