// SPDX-License-Identifier: Apache-2.0

extension ByteReader {
    /// An unsigned LEB128 number of at most five bytes.
    ///
    /// As in Kafka's `ByteUtils.readUnsignedVarint`: bits beyond the thirty-second are dropped,
    /// and non-minimal forms are read.
    @inlinable @inline(__always)
    package mutating func readUnsignedVarint() throws(DecodeError) -> UInt32 {
        if position < end {
            let first = base.load(fromByteOffset: position, as: UInt8.self)
            if first < 0x80 {
                position += 1
                return UInt32(first)
            }
            // Two bytes hold every length below 16 KiB; a second byte of zero is not minimal.
            if position + 1 < end {
                let second = base.load(fromByteOffset: position + 1, as: UInt8.self)
                if second < 0x80 && second != 0 {
                    position += 2
                    return UInt32(first & 0x7F) | UInt32(second) << 7
                }
            }
        }
        return UInt32(truncatingIfNeeded: try readLongVarint(bytesMax: 5))
    }

    /// A zig-zag number of at most five bytes.
    @inlinable
    package mutating func readVarint() throws(DecodeError) -> Int32 {
        let raw = try readUnsignedVarint()
        return Int32(bitPattern: raw >> 1) ^ -Int32(bitPattern: raw & 1)
    }

    /// A zig-zag number of at most ten bytes.
    @inlinable
    package mutating func readVarlong() throws(DecodeError) -> Int64 {
        let raw = try readLongVarint(bytesMax: 10)
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }

    @usableFromInline
    mutating func readLongVarint(bytesMax: Int) throws(DecodeError) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        for index in 0..<bytesMax {
            guard position < end else {
                position = start
                throw truncated(index + 1)
            }
            let byte = base.load(fromByteOffset: position, as: UInt8.self)
            position += 1
            value |= UInt64(byte & 0x7F) << UInt64(7 * index)
            if byte < 0x80 {
                if byte == 0 && index > 0 { sawNonMinimalVarint = true }
                return value
            }
        }
        defer { position = start }
        throw DecodeError(.varintTooLong, at: start..<position)
    }
}
