// SPDX-License-Identifier: Apache-2.0

import Records

/// What a scan of a segment needs to know of one batch, whatever its magic.
struct BatchHead {
    /// Where it begins in the file.
    var position: Int64
    var sizeInBytes: Int
    var magic: Int8
    /// In a legacy wrapper the same as `lastOffset`: its first offset is inside.
    var baseOffset: Int64
    var lastOffset: Int64
    /// -1 in legacy messages.
    var leaderEpoch: Int32
    /// -1 when there is none.
    var maxTimestamp: Int64
    /// Whether a producer with an id, or a coordinator, wrote it.
    var hasProducerId: Bool

    /// Bytes that are enough for any head.
    static let bytesNeeded = BatchLayout.header

    var end: Int64 { position + Int64(sizeInBytes) }

    /// Reads the head at the start of `raw`, which stands at `position` of a file.
    ///
    /// Fails when the size is too small or the magic is none; nil when there are too few bytes.
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
        guard raw.count >= min(sizeInBytes, Self.bytesNeeded) else { return nil }
        if magic == 2 {
            lastOffset = baseOffset &+ Int64(load(BatchLayout.lastOffsetDelta) as Int32)
            leaderEpoch = load(BatchLayout.leaderEpoch)
            maxTimestamp = load(BatchLayout.maxTimestamp)
            hasProducerId = (load(BatchLayout.producerId) as Int64) >= 0
        } else {
            lastOffset = baseOffset
            leaderEpoch = -1
            maxTimestamp = magic == 1 ? load(18) : -1
            hasProducerId = false
        }
    }
}
