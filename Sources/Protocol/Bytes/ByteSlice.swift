// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An immutable run of bytes inside a shared block; slicing never copies.
///
/// Indices always start at zero, whatever the slice was cut from.
@usableFromInline
package struct ByteSlice: Sendable {
    @usableFromInline package let storage: ByteStorage
    @usableFromInline package let start: Int
    @usableFromInline package let count: Int

    /// Views `count` bytes of `storage` from `start`.
    @inlinable
    package init(storage: ByteStorage, start: Int, count: Int) {
        precondition(start >= 0 && count >= 0 && start <= storage.capacity - count)
        self.storage = storage
        self.start = start
        self.count = count
    }

    /// Copies `bytes` into a block of its own.
    @inlinable
    package init(copying bytes: UnsafeRawBufferPointer) {
        let storage = ByteStorage(capacity: bytes.count)
        if let source = bytes.baseAddress {
            storage.base.copyMemory(from: source, byteCount: bytes.count)
        }
        self.init(storage: storage, start: 0, count: bytes.count)
    }

    /// Copies a collection of bytes.
    package init(_ bytes: some Collection<UInt8>) {
        let array = Array(bytes)
        self = array.withUnsafeBytes { ByteSlice(copying: $0) }
    }

    /// The UTF-8 bytes of `text`.
    package init(utf8 text: String) {
        self.init(text.utf8)
    }

    /// No bytes at all.
    package static let empty = ByteSlice(storage: ByteStorage(capacity: 0), start: 0, count: 0)

    @inlinable package var isEmpty: Bool { count == 0 }

    /// Address of the first byte; valid while this slice, or another of its block, lives.
    @inlinable package var base: UnsafeRawPointer { UnsafeRawPointer(storage.base + start) }

    /// The byte at `index`, counted from this slice's start.
    @inlinable
    package subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < count, "byte index out of range")
        return base.load(fromByteOffset: index, as: UInt8.self)
    }

    /// The bytes of `range`, sharing this slice's block.
    @inlinable
    package subscript(range: Range<Int>) -> ByteSlice {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= count, "byte range out of bounds")
        return ByteSlice(storage: storage, start: start + range.lowerBound, count: range.count)
    }

    /// The bytes from `position` to the end.
    @inlinable package func dropFirst(_ position: Int) -> ByteSlice { self[position..<count] }

    /// The first `length` bytes.
    @inlinable package func prefix(_ length: Int) -> ByteSlice { self[0..<min(length, count)] }

    /// Runs `body` over the bytes; the pointer must not leave it.
    @inlinable
    package func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // The pointer is only as alive as the storage.
        defer { withExtendedLifetime(storage) {} }
        return try body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// A copy as an array.
    package var array: [UInt8] { withUnsafeBytes { Array($0) } }

    /// A copy in a block of its own, so that a large frame can be let go.
    package var copy: ByteSlice { withUnsafeBytes { ByteSlice(copying: $0) } }

    /// The bytes as text; malformed UTF-8 becomes U+FFFD, as Kafka's own reader has it.
    package var text: String { withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }
}

extension ByteSlice: Hashable {
    @usableFromInline
    package static func == (left: ByteSlice, right: ByteSlice) -> Bool {
        guard left.count == right.count else { return false }
        defer { withExtendedLifetime((left.storage, right.storage)) {} }
        return memcmp(left.base, right.base, left.count) == 0
    }

    @usableFromInline
    package func hash(into hasher: inout Hasher) {
        withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

extension ByteSlice: ExpressibleByArrayLiteral {
    @usableFromInline
    package init(arrayLiteral elements: UInt8...) {
        self.init(elements)
    }
}

extension ByteSlice: CustomStringConvertible {
    @usableFromInline package var description: String { hex }
}
