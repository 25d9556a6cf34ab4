// SPDX-License-Identifier: Apache-2.0

extension ByteWriter {
    /// An unsigned LEB128 number, minimal form.
    @inlinable
    package mutating func writeUnsignedVarint(_ value: UInt32) {
        writeLEB(UInt64(value))
    }

    /// A zig-zag number of at most five bytes.
    @inlinable
    package mutating func writeVarint(_ value: Int32) {
        writeLEB(UInt64(UInt32(bitPattern: value << 1 ^ value >> 31)))
    }

    /// A zig-zag number of at most ten bytes.
    @inlinable
    package mutating func writeVarlong(_ value: Int64) {
        writeLEB(UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    @inlinable
    mutating func writeLEB(_ value: UInt64) {
        reserve(10)
        var rest = value
        var position = count
        while rest >= 0x80 {
            base.storeBytes(
                of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: position, as: UInt8.self)
            position += 1
            rest >>= 7
        }
        base.storeBytes(
            of: UInt8(truncatingIfNeeded: rest), toByteOffset: position, as: UInt8.self)
        count = position + 1
    }

    /// A string with its length; nil is null.
    ///
    /// A 16-bit length holds 32,767 bytes at most: a longer string is cut before the character
    /// that does not fit, so that what follows it can still be read.
    @inlinable
    package mutating func writeString(_ value: String?, compact: Bool) {
        guard let value else { return writeNull(compact: compact, as: Int16.self) }
        var text = value
        text.withUTF8 { bytes in
            var count = bytes.count
            if compact {
                writeUnsignedVarint(UInt32(count) + 1)
            } else {
                if count > Int16.max {
                    count = Int(Int16.max)
                    while count > 0, bytes[count] & 0xC0 == 0x80 { count -= 1 }
                }
                write(Int16(count))
            }
            write(UnsafeRawBufferPointer(start: bytes.baseAddress, count: count))
        }
    }

    /// Bytes with their length; nil is null.
    @inlinable
    package mutating func writeBytes(_ value: ByteSlice?, compact: Bool) {
        guard let value else { return writeNull(compact: compact, as: Int32.self) }
        writeCount(value.count, compact: compact)
        write(value)
    }

    /// An array's element count (or a byte count); nil is null.
    @inlinable
    package mutating func writeCount(_ count: Int?, compact: Bool) {
        guard let count else { return writeNull(compact: compact, as: Int32.self) }
        if compact {
            writeUnsignedVarint(UInt32(count) + 1)
        } else {
            write(Int32(count))
        }
    }

    @inlinable
    mutating func writeNull<Length: FixedWidthInteger & SignedInteger>(
        compact: Bool, as length: Length.Type
    ) {
        if compact {
            writeUnsignedVarint(0)
        } else {
            write(-1 as Length)
        }
    }

    /// The bytes an unsigned varint takes.
    @inlinable
    package static func unsignedVarintBytes(_ value: UInt32) -> Int {
        max(1, (38 - value.leadingZeroBitCount) / 7)
    }
}
