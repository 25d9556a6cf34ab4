// SPDX-License-Identifier: Apache-2.0

/// Walks compressed bytes; every step is bounded by what is left.
struct InputCursor {
    let bytes: UnsafeRawBufferPointer
    let codec: CompressionCodec
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer, codec: CompressionCodec) {
        self.bytes = bytes
        self.codec = codec
    }

    var remaining: Int { bytes.count - position }

    /// The next `count` bytes.
    mutating func take(_ count: Int) throws(CompressionError) -> UnsafeRawBufferPointer {
        if count < 0 || count > remaining { throw .truncated(codec) }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<(position + count)])
    }

    mutating func takeByte() throws(CompressionError) -> UInt8 { try take(1)[0] }

    mutating func takeLittleEndian() throws(CompressionError) -> UInt32 {
        UInt32(littleEndian: try take(4).loadUnaligned(as: UInt32.self))
    }

    mutating func takeBigEndian() throws(CompressionError) -> UInt32 {
        UInt32(bigEndian: try take(4).loadUnaligned(as: UInt32.self))
    }
}
