// SPDX-License-Identifier: Apache-2.0

/// What a batch's validation asks of a record, for records of the common form: every number takes
/// at most three bytes, and there are no headers.
///
/// Reading one takes no bounds check per byte: room for all the numbers is asked for at once. What
/// is not of this form, for whatever reason, is left to `RecordIterator`, which knows them all and
/// says what is wrong.
struct ShortRecord {
    /// The longest run that is read before the record's own length is known to hold: length,
    /// attributes, timestamp, offset, key length.
    private static let roomBytes = 16

    let timestampDelta: Int64
    let offsetDelta: Int32
    let hasKey: Bool
    /// Where the next record begins.
    let end: Int

    /// Reads the record at `position` of `payload`, `count` bytes; nil when it is of another form.
    @inline(__always)
    init?(_ payload: UnsafeRawPointer, count: Int, at position: Int) {
        guard count &- position >= Self.roomBytes else { return nil }
        var at = payload + position
        var isShort = true
        let length = Self.number(&at, &isShort)
        let limit = payload + count
        guard length > 0, length <= limit - at else { return nil }
        let recordEnd = at + length
        at += 1
        let timestamp = Self.number(&at, &isShort)
        let offset = Self.number(&at, &isShort)
        let keyBytes = Self.number(&at, &isShort)
        // The value's length and the header count, three bytes and one, must be in the payload.
        guard limit - at >= 4, max(keyBytes, 0) <= limit - at - 4 else { return nil }
        at += max(keyBytes, 0)
        let valueBytes = Self.number(&at, &isShort)
        guard isShort, max(valueBytes, 0) == recordEnd - at - 1,
            (recordEnd - 1).load(as: UInt8.self) == 0
        else { return nil }
        timestampDelta = Int64(timestamp)
        offsetDelta = Int32(truncatingIfNeeded: offset)
        hasKey = keyBytes >= 0
        end = recordEnd - payload
    }

    /// A zig-zag varint; clears `isShort` and stays where it is when it takes more than three bytes.
    @inline(__always)
    private static func number(_ at: inout UnsafeRawPointer, _ isShort: inout Bool) -> Int {
        let first = Int(at.load(as: UInt8.self))
        if first < 0x80 {
            at += 1
            return first >> 1 ^ -(first & 1)
        }
        let second = Int(at.load(fromByteOffset: 1, as: UInt8.self))
        if second < 0x80 {
            at += 2
            let raw = first & 0x7F | second << 7
            return raw >> 1 ^ -(raw & 1)
        }
        let third = Int(at.load(fromByteOffset: 2, as: UInt8.self))
        guard third < 0x80 else {
            isShort = false
            return 0
        }
        at += 3
        let raw = first & 0x7F | (second & 0x7F) << 7 | third << 14
        return raw >> 1 ^ -(raw & 1)
    }
}
