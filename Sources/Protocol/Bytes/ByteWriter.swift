// SPDX-License-Identifier: Apache-2.0

/// Writes big-endian values and Kafka's variable-length forms into a growing block.
@usableFromInline
package struct ByteWriter: ~Copyable {
    @usableFromInline var storage: ByteStorage
    @usableFromInline var base: UnsafeMutableRawPointer
    /// Bytes written so far.
    @usableFromInline package internal(set) var count: Int

    /// Starts empty with room for `capacity` bytes.
    @inlinable
    package init(capacity: Int = 256) {
        storage = ByteStorage(capacity: capacity)
        base = storage.base
        count = 0
    }

    @inlinable package var capacity: Int { storage.capacity }

    /// Makes room for `extra` more bytes.
    @inlinable @inline(__always)
    package mutating func reserve(_ extra: Int) {
        if extra > storage.capacity - count { grow(by: extra) }
    }

    /// Makes room for `extra` more bytes and, where it must grow, not for one more than that:
    /// for output with a limit that the memory should keep too.
    package mutating func reserveExactly(_ extra: Int) {
        if extra > storage.capacity - count { move(toCapacity: count + extra) }
    }

    @usableFromInline
    mutating func grow(by extra: Int) {
        move(toCapacity: max(storage.capacity * 2, count + extra, 64))
    }

    private mutating func move(toCapacity capacity: Int) {
        let larger = ByteStorage(capacity: capacity)
        larger.base.copyMemory(from: base, byteCount: count)
        storage = larger
        base = larger.base
    }

    @inlinable @inline(__always)
    package mutating func write<Value: FixedWidthInteger>(_ value: Value) {
        reserve(MemoryLayout<Value>.size)
        base.storeBytes(of: value.bigEndian, toByteOffset: count, as: Value.self)
        advance(MemoryLayout<Value>.size)
    }

    @inlinable @inline(__always)
    mutating func advance(_ bytes: Int) { count += bytes }

    @inlinable package mutating func writeBool(_ value: Bool) { write(value ? 1 : 0 as UInt8) }
    @inlinable package mutating func writeInt8(_ value: Int8) { write(value) }
    @inlinable package mutating func writeInt16(_ value: Int16) { write(value) }
    @inlinable package mutating func writeUInt16(_ value: UInt16) { write(value) }
    @inlinable package mutating func writeInt32(_ value: Int32) { write(value) }
    @inlinable package mutating func writeUInt32(_ value: UInt32) { write(value) }
    @inlinable package mutating func writeInt64(_ value: Int64) { write(value) }
    @inlinable package mutating func writeFloat64(_ value: Double) { write(value.bitPattern) }
    @inlinable package mutating func writeUuid(_ value: Uuid) {
        write(value.high)
        write(value.low)
    }

    /// Appends raw bytes.
    @inlinable
    package mutating func write(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, !bytes.isEmpty else { return }
        reserve(bytes.count)
        (base + count).copyMemory(from: source, byteCount: bytes.count)
        advance(bytes.count)
    }

    /// Appends a slice's bytes.
    @inlinable
    package mutating func write(_ slice: ByteSlice) {
        slice.withUnsafeBytes { write($0) }
    }

    /// Forgets what was written and keeps the room.
    ///
    /// Only while no slice of it is in use: `finish()` ends a writer that handed its block out.
    @inlinable package mutating func reset() { count = 0 }

    /// Cuts back to the first `length` bytes.
    @inlinable
    package mutating func truncate(to length: Int) {
        precondition(length >= 0 && length <= count)
        count = length
    }

    /// Overwrites what stands at `position`, inside what was written.
    @inlinable
    package mutating func patch<Value: FixedWidthInteger>(_ value: Value, at position: Int) {
        precondition(position >= 0 && position + MemoryLayout<Value>.size <= count)
        base.storeBytes(of: value.bigEndian, toByteOffset: position, as: Value.self)
    }

    /// Opens a gap of `length` uninitialised bytes at `position`, moving what follows.
    @inlinable
    package mutating func insertGap(_ length: Int, at position: Int) {
        precondition(position >= 0 && position <= count)
        reserve(length)
        memmove(from: position, to: position + length, bytes: count - position)
        advance(length)
    }

    @inlinable
    mutating func memmove(from source: Int, to target: Int, bytes: Int) {
        // `copyMemory` allows overlap.
        (base + target).copyMemory(from: base + source, byteCount: bytes)
    }

    /// Lets `body` append up to `capacity` bytes in place; it returns how many it wrote.
    @inlinable
    package mutating func append<Failure: Error>(
        upTo capacity: Int,
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        reserve(capacity)
        let written = try body(UnsafeMutableRawBufferPointer(start: base + count, count: capacity))
        precondition(written >= 0 && written <= capacity)
        advance(written)
    }

    /// Runs `body` over what was written; the pointer must not leave it.
    @inlinable
    package func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Runs `body` over what was written and lets it change bytes in place.
    @inlinable
    package mutating func withUnsafeMutableBytes<Result, Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeMutableRawBufferPointer(start: base, count: count))
    }

    /// What was written, without a copy.
    @inlinable
    package consuming func finish() -> ByteSlice {
        ByteSlice(storage: storage, start: 0, count: count)
    }

    /// A copy of what was written; the writer goes on.
    @inlinable
    package func copyBytes() -> ByteSlice {
        withUnsafeBytes { ByteSlice(copying: $0) }
    }
}
