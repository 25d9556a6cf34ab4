// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import Compression

/// One message of magic 0 or 1: a record, or the wrapper of a compressed set of them.
///
/// Its offset and size stand in front of it. Read side only: no release since 4.0 writes them.
package struct LegacyMessageView: Sendable {
    /// The entry's bytes, exactly, offset and size included.
    package let bytes: ByteSlice
    /// 0 or 1.
    package let magic: Int8
    package let attributes: BatchAttributes
    /// -1 in magic 0, which has none.
    package let timestamp: Int64
    /// nil is null.
    package let key: ByteSlice?
    /// nil is null; of a wrapper the packed messages.
    package let value: ByteSlice?

    /// Where the checksum's coverage begins: the magic.
    private static let covered = 16
    private static let crcPosition = 12

    /// Views the entry at the start of `source`; bytes after it are left alone.
    package init(_ source: ByteSlice) throws(RecordError) {
        guard source.count >= BatchLayout.prefix else {
            throw RecordError(.headerIncomplete(available: source.count), at: source.count)
        }
        magic = Int8(bitPattern: source[BatchLayout.magic])
        guard magic == 0 || magic == 1 else {
            throw RecordError(.magic(magic), at: BatchLayout.magic)
        }
        let size = Int(RecordBatchView.load(Int32.self, from: source, at: BatchLayout.size))
        let sizeMin = magic == 0 ? 14 : 22
        guard size >= sizeMin else {
            throw RecordError(
                .sizeTooSmall(announced: size, sizeMin: sizeMin), at: BatchLayout.size)
        }
        let total = size + BatchLayout.overhead
        guard total <= source.count else {
            throw RecordError(
                .batchIncomplete(announced: total, available: source.count), at: BatchLayout.size)
        }
        bytes = source.prefix(total)
        attributes = BatchAttributes(rawValue: Int16(source[17]))
        timestamp =
            magic == 0 ? -1 : RecordBatchView.load(Int64.self, from: source, at: 18)
        var position = magic == 0 ? 18 : 26
        key = try Self.field(in: bytes, at: &position) { .keyLength($0) }
        value = try Self.field(in: bytes, at: &position) { .valueLength($0) }
        guard position == total else {
            throw RecordError(
                .messageLengthMismatch(announced: size, parsed: position - BatchLayout.overhead),
                at: BatchLayout.size)
        }
    }

    private static func field(
        in bytes: ByteSlice, at position: inout Int, _ reason: (Int) -> RecordError.Reason
    ) throws(RecordError) -> ByteSlice? {
        guard bytes.count - position >= 4 else {
            throw RecordError(.headerIncomplete(available: bytes.count), at: position)
        }
        let count = Int(RecordBatchView.load(Int32.self, from: bytes, at: position))
        guard count >= -1 && count <= bytes.count - position - 4 else {
            throw RecordError(reason(count), at: position)
        }
        position += 4
        guard count >= 0 else { return nil }
        defer { position += count }
        return bytes[position..<(position + count)]
    }

    package var sizeInBytes: Int { bytes.count }
    /// The entry's offset: of a wrapper, that of its last message.
    package var offset: Int64 { RecordBatchView.load(Int64.self, from: bytes, at: 0) }
    /// The stored checksum.
    package var crc: UInt32 {
        RecordBatchView.load(UInt32.self, from: bytes, at: Self.crcPosition)
    }
    /// CRC-32 over the magic and everything after it.
    package var computedCRC: UInt32 { CRC32.checksum(bytes.dropFirst(Self.covered)) }
    package var isCompressed: Bool { attributes.codecBits != 0 }
    /// Bit 3, which magic 0 does not have.
    package var isLogAppendTime: Bool { magic == 1 && attributes.isLogAppendTime }

    /// Fails unless the stored checksum is that of the bytes.
    package func checkCRC() throws(RecordError) {
        let computed = computedCRC
        if computed != crc {
            throw RecordError(
                .checksum(stored: crc, computed: computed), at: Self.crcPosition)
        }
    }

    /// The codec, a typed error for bits that name none of magic 0 and 1.
    package func codec() throws(RecordError) -> CompressionCodec {
        guard let codec = attributes.codec else {
            throw RecordError(.codec(attributes.codecBits), at: 17)
        }
        if codec == .zstd {
            throw RecordError(.codecForMagic(codec: codec.rawValue, magic: magic), at: 17)
        }
        return codec
    }
}
