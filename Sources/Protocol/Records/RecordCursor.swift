// SPDX-License-Identifier: Apache-2.0

/// A position in raw record bytes; a trivial value, so that walking records allocates nothing.
@usableFromInline
struct RecordCursor {
    @usableFromInline let base: UnsafeRawPointer
    @usableFromInline let end: Int
    @usableFromInline var position: Int

    @inlinable @inline(__always)
    init(base: UnsafeRawPointer, position: Int, end: Int) {
        self.base = base
        self.position = position
        self.end = end
    }

    @inlinable @inline(__always) var remaining: Int { end - position }

    /// The byte at `position`, which the caller knows to be inside.
    @inlinable @inline(__always)
    func byte(_ position: Int) -> UInt8 { base.load(fromByteOffset: position, as: UInt8.self) }

    /// A zig-zag varint of at most five bytes.
    @inlinable @inline(__always)
    mutating func varint() throws(RecordError) -> Int {
        // One and two bytes, which hold every length below 8 KiB, are read in line.
        let available = end - position
        if available > 0 {
            let first = byte(position)
            if first < 0x80 {
                position += 1
                return Int(first >> 1) ^ -Int(first & 1)
            }
            if available > 1 {
                let second = byte(position + 1)
                if second < 0x80 {
                    position += 2
                    let raw = Int(first & 0x7F) | Int(second) << 7
                    return raw >> 1 ^ -(raw & 1)
                }
            }
        }
        let raw = UInt32(truncatingIfNeeded: try longVarint(bytesMax: 5))
        return Int(Int32(bitPattern: raw >> 1) ^ -Int32(bitPattern: raw & 1))
    }

    /// A zig-zag varint of at most ten bytes.
    @inlinable @inline(__always)
    mutating func varlong() throws(RecordError) -> Int64 {
        if position < end {
            let first = byte(position)
            if first < 0x80 {
                position += 1
                return Int64(first >> 1) ^ -Int64(first & 1)
            }
        }
        let raw = try longVarint(bytesMax: 10)
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }

    @inlinable
    mutating func longVarint(bytesMax: Int) throws(RecordError) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        for index in 0..<bytesMax {
            guard position < end else { throw RecordError(.varintIncomplete, at: start) }
            let next = byte(position)
            position += 1
            value |= UInt64(next & 0x7F) << UInt64(7 * index)
            if next < 0x80 { return value }
        }
        throw RecordError(.varintTooLong, at: start)
    }
}
