// SPDX-License-Identifier: Apache-2.0

import Records

/// Where a batch stands in its file and what every magic says in front.
package struct BatchFrame: Hashable, Sendable {
    package var position: Int64
    package var sizeInBytes: Int
    package var magic: Int8
    /// In a legacy wrapper the same as `lastOffset`: its first offset is inside.
    package var baseOffset: Int64
    package var lastOffset: Int64
    /// -1 in legacy messages.
    package var leaderEpoch: Int32
    /// -1 when there is none.
    package var maxTimestamp: Int64

    package var end: Int64 { position + Int64(sizeInBytes) }

    /// Reads the frame at the start of `raw`, which stands at `position`; nil when there are too
    /// few bytes to tell.
    init?(_ raw: UnsafeRawBufferPointer, position: Int64) throws(RecordError) {
        guard raw.count >= BatchLayout.prefix else { return nil }
        func load<Value: FixedWidthInteger>(_ at: Int) -> Value {
            Value(bigEndian: raw.loadUnaligned(fromByteOffset: at, as: Value.self))
        }
        let size = Int(load(BatchLayout.size) as Int32)
        magic = load(BatchLayout.magic)
        let sizeMin =
            switch magic {
            case 0: 14
            case 1: 22
            case 2: BatchLayout.header - BatchLayout.overhead
            default: throw RecordError(.magic(magic), at: BatchLayout.magic)
            }
        guard size >= sizeMin else {
            throw RecordError(
                .sizeTooSmall(announced: size, sizeMin: sizeMin), at: BatchLayout.size)
        }
        self.position = position
        sizeInBytes = size + BatchLayout.overhead
        baseOffset = load(BatchLayout.baseOffset)
        lastOffset = baseOffset
        leaderEpoch = -1
        maxTimestamp = -1
        guard raw.count >= min(sizeInBytes, BatchLayout.header) else { return }
        if magic == 2 {
            lastOffset = baseOffset &+ Int64(load(BatchLayout.lastOffsetDelta) as Int32)
            leaderEpoch = load(BatchLayout.leaderEpoch)
            maxTimestamp = load(BatchLayout.maxTimestamp)
        } else if magic == 1 {
            maxTimestamp = load(18)
        }
    }
}
