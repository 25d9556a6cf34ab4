// SPDX-License-Identifier: Apache-2.0

// The length-prefixed forms of the protocol (protocol guide, "Protocol Primitive Types"): classic
// ones count in int16 or int32 with -1 for null, compact ones in an unsigned varint of length + 1
// with 0 for null (KIP-482).

extension ByteReader {
    /// The length of a classic string, nil for null.
    @inlinable
    package mutating func readStringLength() throws(DecodeError) -> Int? {
        // In two steps: as an argument the read would come after `self` was copied for the call.
        let length = Int(try readInt16())
        return try checked(length, prefixBytes: 2)
    }

    /// The length of classic bytes, nil for null.
    @inlinable
    package mutating func readBytesLength() throws(DecodeError) -> Int? {
        let length = Int(try readInt32())
        return try checked(length, prefixBytes: 4)
    }

    /// The length of a compact string or of compact bytes, nil for null.
    @inlinable
    package mutating func readCompactLength() throws(DecodeError) -> Int? {
        let start = position
        let length = Int(try readUnsignedVarint()) - 1
        if length < 0 { return nil }
        if length > remaining {
            throw DecodeError(
                .truncated(needed: length, remaining: remaining), at: start..<end)
        }
        return length
    }

    @inlinable
    func checked(_ length: Int, prefixBytes: Int) throws(DecodeError) -> Int? {
        if length == -1 { return nil }
        if length < 0 {
            throw DecodeError(.negativeLength(length), at: (position - prefixBytes)..<position)
        }
        if length > remaining {
            throw DecodeError(
                .truncated(needed: length, remaining: remaining),
                at: (position - prefixBytes)..<end)
        }
        return length
    }

    @inlinable
    package mutating func readNullableString(compact: Bool) throws(DecodeError) -> String? {
        guard let length = compact ? try readCompactLength() : try readStringLength() else {
            return nil
        }
        return try readText(length)
    }

    @inlinable
    package mutating func readString(compact: Bool) throws(DecodeError) -> String {
        let start = position
        guard let length = compact ? try readCompactLength() : try readStringLength() else {
            throw DecodeError(.unexpectedNull, at: start..<position)
        }
        return try readText(length)
    }

    /// `length` bytes as text; malformed UTF-8 becomes U+FFFD, as Kafka's own reader has it.
    @inlinable
    package mutating func readText(_ length: Int) throws(DecodeError) -> String {
        try require(length)
        let bytes = UnsafeRawBufferPointer(start: base + position, count: length)
        position += length
        return String(decoding: bytes, as: UTF8.self)
    }

    @inlinable
    package mutating func readNullableBytes(compact: Bool) throws(DecodeError) -> ByteSlice? {
        guard let length = compact ? try readCompactLength() : try readBytesLength() else {
            return nil
        }
        return try readSlice(length)
    }

    @inlinable
    package mutating func readBytes(compact: Bool) throws(DecodeError) -> ByteSlice {
        let start = position
        guard let length = compact ? try readCompactLength() : try readBytesLength() else {
            throw DecodeError(.unexpectedNull, at: start..<position)
        }
        return try readSlice(length)
    }

    /// The element count of an array, nil for null.
    ///
    /// A count that could not fit, each element taking at least `elementBytesMin` (> 0) bytes, is
    /// refused here, so that a caller may reserve what it returns.
    @inlinable
    package mutating func readNullableCount(
        compact: Bool, elementBytesMin: Int
    ) throws(DecodeError) -> Int? {
        let start = position
        let count = compact ? Int(try readUnsignedVarint()) - 1 : Int(try readInt32())
        if count == -1 { return nil }
        if count < 0 { throw DecodeError(.negativeLength(count), at: start..<position) }
        // Counts and element sizes are small enough not to overflow; a division would be slower.
        if count &* elementBytesMin > remaining {
            throw DecodeError(
                .countTooLarge(count: count, remaining: remaining), at: start..<position)
        }
        return count
    }

    /// The element count of an array that cannot be null.
    @inlinable
    package mutating func readCount(
        compact: Bool, elementBytesMin: Int
    ) throws(DecodeError) -> Int {
        let start = position
        guard
            let count = try readNullableCount(compact: compact, elementBytesMin: elementBytesMin)
        else { throw DecodeError(.unexpectedNull, at: start..<position) }
        return count
    }
}
