// SPDX-License-Identifier: Apache-2.0

import Bytes

/// The block that all streams of a loop receive small frames into.
///
/// An idle stream therefore holds no receive memory. Frames are slices of the block; once any is
/// still held elsewhere, only bytes beyond it are written, and a nearly full block is replaced.
struct ReceiveChunk {
    /// What one receive may take: measured to be worth it for small requests in flight.
    static let bytes = 512 << 10
    /// A block with less room than this is replaced.
    static let roomMin = 64 << 10

    private var storage = ByteStorage(capacity: Self.bytes)
    private var used = 0

    /// Where the next bytes may go.
    mutating func room() -> UnsafeMutableRawBufferPointer {
        if isKnownUniquelyReferenced(&storage) {
            used = 0
        } else if storage.capacity - used < Self.roomMin {
            storage = ByteStorage(capacity: Self.bytes)
            used = 0
        }
        return UnsafeMutableRawBufferPointer(
            start: storage.base + used, count: storage.capacity - used)
    }

    /// The first `count` bytes of the last `room()`, now filled.
    mutating func take(_ count: Int) -> ByteSlice {
        defer { used += count }
        return ByteSlice(storage: storage, start: used, count: count)
    }
}
