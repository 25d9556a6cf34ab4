// SPDX-License-Identifier: Apache-2.0

/// The LZ4 frame format (1.6.x of its description), as far as Kafka reads it.
enum LZ4Frame {
    static let magic: UInt32 = 0x184D_2204
    /// Set in a block's length when the block is stored as it is.
    static let storedMask: UInt32 = 0x8000_0000
    /// Version 1, independent blocks, nothing else: what Kafka's Java writer sets.
    static let flags: UInt8 = 0x60
    /// Blocks of at most 64 KiB, as Kafka's Java writer has them.
    static let blockDescriptor: UInt8 = 0x40
    static let blockBytes = 64 * 1024

    /// The second byte of a descriptor's xxHash32.
    static func headerChecksum(_ descriptor: UnsafeRawBufferPointer) -> UInt8 {
        UInt8(truncatingIfNeeded: XXHash32.checksum(descriptor) >> 8)
    }

    /// What the two descriptor bytes say.
    struct Descriptor {
        let blockBytesMax: Int
        let hasBlockChecksums: Bool
        let hasContentSize: Bool
        let hasContentChecksum: Bool

        init(flags: UInt8, block: UInt8) throws(CompressionError) {
            func refuse(_ reason: String) -> CompressionError {
                .unsupportedVariant(.lz4, reason: reason)
            }
            if flags >> 6 != 1 { throw refuse("frame version \(flags >> 6)") }
            if flags & 0x20 == 0 { throw refuse("dependent blocks") }
            // The lower of the two has since become "a dictionary is named"; Kafka has none.
            if flags & 0x03 != 0 || block & 0x8F != 0 { throw refuse("reserved bits are set") }
            let size = Int(block >> 4)
            if size < 4 { throw refuse("block size \(size)") }
            blockBytesMax = 1 << (8 + 2 * size)
            hasBlockChecksums = flags & 0x10 != 0
            hasContentSize = flags & 0x08 != 0
            hasContentChecksum = flags & 0x04 != 0
        }
    }
}
