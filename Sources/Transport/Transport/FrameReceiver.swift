// SPDX-License-Identifier: Apache-2.0

package import Bytes

/// Cuts a stream of bytes into length-prefixed frames.
///
/// A frame that arrived whole is a slice of what was received. One that arrives in pieces gets a
/// block of its own that grows with what has come, not with what was announced: announcing 100 MB
/// costs a peer 100 MB of sending.
package struct FrameReceiver {
    /// What one step over received bytes found.
    package enum Step: Equatable {
        case frame(ByteSlice)
        /// All bytes are used up.
        case needsMore
        case illegalLength(Int32)
    }

    /// A frame's block starts no larger than this, and then holds up to four times what has come.
    package static let firstBlockBytes = 64 << 10
    /// From this size on a frame is received exactly to its end, so that the head of the next one
    /// need not be copied; below, what follows comes along with the same system call.
    static let exactBytesMin = ReceiveChunk.bytes

    package let bytesMax: Int
    private var prefix: UInt32 = 0
    private var prefixCount = 0
    private var block: ByteStorage?
    private var announced = 0
    private var received = 0

    package init(bytesMax: Int) {
        self.bytesMax = min(bytesMax, Int(Int32.max))
    }

    /// Whether a frame or its size has begun and not ended.
    package var isMidFrame: Bool { prefixCount > 0 || block != nil }

    /// Whether the next receive should end where the current frame does, or where its block does
    /// while that is still smaller: what follows `room()` would be the frame's own bytes.
    package var wantsExactly: Bool {
        guard let block else { return false }
        return announced >= Self.exactBytesMin || block.capacity < announced
    }

    /// Bytes allocated for the frame under way.
    package var blockBytes: Int { block?.capacity ?? 0 }

    /// Where the bytes of the frame under way go; nil when none is.
    package mutating func room() -> UnsafeMutableRawBufferPointer? {
        guard var block else { return nil }
        if received == block.capacity {
            let larger = ByteStorage(capacity: blockBytes(holding: received))
            larger.base.copyMemory(from: block.base, byteCount: received)
            self.block = larger
            block = larger
        }
        return UnsafeMutableRawBufferPointer(
            start: block.base + received, count: block.capacity - received)
    }

    /// Tells that `count` bytes landed in `room()`; the frame, when they completed it.
    package mutating func filled(_ count: Int) -> ByteSlice? {
        received += count
        guard let block, received == announced else { return nil }
        self.block = nil
        return ByteSlice(storage: block, start: 0, count: announced)
    }

    /// Takes one frame off the front of `bytes`, or all of them when there is none.
    package mutating func next(from bytes: inout ByteSlice) -> Step {
        while prefixCount < 4 {
            guard !bytes.isEmpty else { return .needsMore }
            prefix = prefix << 8 | UInt32(bytes[0])
            prefixCount += 1
            bytes = bytes.dropFirst(1)
        }
        let length = Int32(bitPattern: prefix)
        guard length >= 0 && Int(length) <= bytesMax else { return .illegalLength(length) }
        prefixCount = 0
        announced = Int(length)
        if bytes.count >= announced {
            defer { bytes = bytes.dropFirst(announced) }
            return .frame(bytes.prefix(announced))
        }
        let start = ByteStorage(capacity: blockBytes(holding: bytes.count))
        bytes.withUnsafeBytes { source in
            UnsafeMutableRawBufferPointer(start: start.base, count: start.capacity)
                .copyMemory(from: source)
        }
        block = start
        received = bytes.count
        bytes = bytes.dropFirst(bytes.count)
        return .needsMore
    }

    private func blockBytes(holding count: Int) -> Int {
        min(announced, max(Self.firstBlockBytes, 4 * count))
    }
}
