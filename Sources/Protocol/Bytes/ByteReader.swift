// SPDX-License-Identifier: Apache-2.0

/// Reads big-endian values and Kafka's variable-length forms from a byte slice.
///
/// Every read is bounded by the slice: a peer's length, count or offset is compared with what
/// remains before it is used. The reader keeps the slice's block alive, so the pointer it walks
/// with cannot dangle; slices it hands out share that block.
@usableFromInline
package struct ByteReader {
    @usableFromInline package let source: ByteSlice
    @usableFromInline let base: UnsafeRawPointer
    @usableFromInline let end: Int
    /// Bytes consumed so far.
    @usableFromInline package var position: Int
    /// Whether a varint longer than its value needs was read: accepted, as Kafka does, and noticed.
    @usableFromInline package var sawNonMinimalVarint: Bool

    @inlinable
    package init(_ source: ByteSlice) {
        self.source = source
        base = source.base
        end = source.count
        position = 0
        sawNonMinimalVarint = false
    }

    @inlinable package var remaining: Int { end - position }
    @inlinable package var isAtEnd: Bool { position == end }

    @usableFromInline
    func truncated(_ needed: Int) -> DecodeError {
        DecodeError(.truncated(needed: needed, remaining: remaining), at: position..<end)
    }

    /// Fails unless `count` more bytes are there.
    @inlinable @inline(__always)
    package func require(_ count: Int) throws(DecodeError) {
        if count > end - position { throw truncated(count) }
    }

    @inlinable @inline(__always)
    package mutating func read<Value: FixedWidthInteger>(
        _ type: Value.Type = Value.self
    ) throws(DecodeError) -> Value {
        try require(MemoryLayout<Value>.size)
        let value = base.loadUnaligned(fromByteOffset: position, as: Value.self)
        position += MemoryLayout<Value>.size
        return Value(bigEndian: value)
    }

    @inlinable package mutating func readBool() throws(DecodeError) -> Bool {
        try read(UInt8.self) != 0
    }
    @inlinable package mutating func readInt8() throws(DecodeError) -> Int8 { try read() }
    @inlinable @inline(__always)
    package mutating func readInt16() throws(DecodeError) -> Int16 { try read() }
    @inlinable package mutating func readUInt16() throws(DecodeError) -> UInt16 { try read() }
    @inlinable @inline(__always)
    package mutating func readInt32() throws(DecodeError) -> Int32 { try read() }
    @inlinable package mutating func readUInt32() throws(DecodeError) -> UInt32 { try read() }
    @inlinable @inline(__always)
    package mutating func readInt64() throws(DecodeError) -> Int64 { try read() }
    @inlinable package mutating func readFloat64() throws(DecodeError) -> Double {
        Double(bitPattern: try read(UInt64.self))
    }
    @inlinable package mutating func readUuid() throws(DecodeError) -> Uuid {
        try require(16)
        return Uuid(high: try read(), low: try read())
    }

    /// The next `count` bytes, sharing the block.
    @inlinable
    package mutating func readSlice(_ count: Int) throws(DecodeError) -> ByteSlice {
        if count < 0 { throw DecodeError(.negativeLength(count), at: position..<position) }
        try require(count)
        defer { position += count }
        return ByteSlice(storage: source.storage, start: source.start + position, count: count)
    }

    /// Passes over `count` bytes.
    @inlinable
    package mutating func skip(_ count: Int) throws(DecodeError) {
        if count < 0 { throw DecodeError(.negativeLength(count), at: position..<position) }
        try require(count)
        position += count
    }

    /// Fails when bytes are left.
    @inlinable
    package func finish() throws(DecodeError) {
        if remaining != 0 { throw DecodeError(.trailingBytes(remaining), at: position..<end) }
    }
}
