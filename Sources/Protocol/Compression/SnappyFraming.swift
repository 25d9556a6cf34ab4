// SPDX-License-Identifier: Apache-2.0

import Bytes
import CSnappy

/// Snappy as Kafka has it: the stream format of xerial's snappy-java, and on reading also one bare
/// block, which other clients send.
///
/// The stream is a 16-byte header and then blocks, each after its length as a big-endian int32.
enum SnappyFraming {
    /// Uncompressed bytes in a block, as Kafka's producer and broker write it.
    static let blockBytes = 32 * 1024
    static let magic: [UInt8] = [0x82, 0x53, 0x4E, 0x41, 0x50, 0x50, 0x59, 0x00]
    static let headerBytes = 16
    private static let magicHead: UInt32 = 0x8253_4E41
    /// The only version there is, and the oldest that reads it.
    private static let version: Int32 = 1

    static func compress(
        _ input: UnsafeRawBufferPointer, into writer: inout ByteWriter
    ) throws(CompressionError) {
        let blocks = (input.count + blockBytes - 1) / blockBytes
        writer.reserve(headerBytes + input.count + input.count / 6 + blocks * (4 + 32))
        magic.withUnsafeBytes { writer.write($0) }
        writer.write(version)
        writer.write(version)
        var position = 0
        while position < input.count {
            let end = min(position + blockBytes, input.count)
            try writeBlock(UnsafeRawBufferPointer(rebasing: input[position..<end]), to: &writer)
            position = end
        }
    }

    private static func writeBlock(
        _ block: UnsafeRawBufferPointer, to writer: inout ByteWriter
    ) throws(CompressionError) {
        let lengthPosition = writer.count
        writer.write(0 as Int32)
        var length = snappy_max_compressed_length(block.count)
        var status = SNAPPY_OK
        writer.append(upTo: length) { output in
            status = snappy_compress(
                block.baseAddress?.assumingMemoryBound(to: CChar.self), block.count,
                output.baseAddress?.assumingMemoryBound(to: CChar.self), &length)
            return status == SNAPPY_OK ? length : 0
        }
        if status != SNAPPY_OK { throw .corrupt(.snappy, reason: "status \(status.rawValue)") }
        writer.patch(Int32(truncatingIfNeeded: length), at: lengthPosition)
    }

    static func decompress(
        _ input: UnsafeRawBufferPointer, limit: Int, into writer: inout ByteWriter
    ) throws(CompressionError) {
        guard input.count >= headerBytes, input.starts(with: magic) else {
            return try readBlock(input, allowed: limit, limit: limit, into: &writer)
        }
        let start = writer.count
        var cursor = InputCursor(input, codec: .snappy)
        try readHeader(&cursor)
        while cursor.remaining > 0 {
            let announced = try cursor.takeBigEndian()
            if announced == magicHead {
                // Streams may be concatenated: another header, from its fifth byte.
                try readHeader(&cursor, skipping: 4)
                continue
            }
            guard let length = Int32(exactly: announced) else {
                throw .corrupt(.snappy, reason: "block of negative length")
            }
            let allowed = limit - (writer.count - start)
            let block = try cursor.take(Int(length))
            try readBlock(block, allowed: allowed, limit: limit, into: &writer)
        }
    }

    private static func readHeader(
        _ cursor: inout InputCursor, skipping known: Int = 0
    ) throws(CompressionError) {
        let name = try cursor.take(magic.count - known)
        guard name.elementsEqual(magic[known...]) else {
            throw .corrupt(.snappy, reason: "no stream header where one begins")
        }
        let written = Int32(bitPattern: try cursor.takeBigEndian())
        let compatible = Int32(bitPattern: try cursor.takeBigEndian())
        if written < version || compatible > version {
            throw .unsupportedVariant(
                .snappy, reason: "stream version \(written), readable from \(compatible)")
        }
    }

    private static func readBlock(
        _ block: UnsafeRawBufferPointer, allowed: Int, limit: Int, into writer: inout ByteWriter
    ) throws(CompressionError) {
        let source = block.baseAddress?.assumingMemoryBound(to: CChar.self)
        var length = 0
        guard snappy_uncompressed_length(source, block.count, &length) == SNAPPY_OK else {
            throw .corrupt(.snappy, reason: "block without a length")
        }
        // Three bytes are a copy of at most 64: whatever announces more than that lies, and must
        // not make us reserve it.
        if length > block.count * 22 {
            throw .corrupt(.snappy, reason: "\(block.count) bytes cannot hold \(length)")
        }
        if length > allowed { throw .limitExceeded(.snappy, limit: limit) }
        _ = writer.room(wanted: length, allowed: allowed)
        var status = SNAPPY_OK
        writer.append(upTo: length) { output in
            status = snappy_uncompress(
                source, block.count, output.baseAddress?.assumingMemoryBound(to: CChar.self),
                &length)
            return status == SNAPPY_OK ? length : 0
        }
        if status != SNAPPY_OK { throw .corrupt(.snappy, reason: "invalid block") }
    }
}
