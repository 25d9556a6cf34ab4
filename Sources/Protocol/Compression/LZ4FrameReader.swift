// SPDX-License-Identifier: Apache-2.0

import Bytes
import CLZ4

/// Reads one LZ4 frame as Kafka's `Lz4BlockInputStream` does.
///
/// Block checksums are verified; the content size and the content checksum are passed over, as
/// are bytes after the end mark; dependent blocks and reserved bits are refused.
struct LZ4FrameReader {
    private var cursor: InputCursor
    private let limit: Int
    private let checksHeader: Bool

    init(_ input: UnsafeRawBufferPointer, limit: Int, checksHeader: Bool) {
        cursor = InputCursor(input, codec: .lz4)
        self.limit = limit
        self.checksHeader = checksHeader
    }

    mutating func decompress(into writer: inout ByteWriter) throws(CompressionError) {
        let frame = try readHeader()
        let start = writer.count
        while true {
            let word = try cursor.takeLittleEndian()
            let length = Int(word & ~LZ4Frame.storedMask)
            if length == 0 { break }
            if length > frame.blockBytesMax {
                throw .corrupt(
                    .lz4, reason: "block of \(length) bytes, at most \(frame.blockBytesMax)")
            }
            let block = try cursor.take(length)
            if frame.hasBlockChecksums {
                let announced = try cursor.takeLittleEndian()
                if XXHash32.checksum(block) != announced {
                    throw .checksumMismatch(.lz4, part: "a block")
                }
            }
            let allowed = limit - (writer.count - start)
            if word & LZ4Frame.storedMask != 0 {
                if length > allowed { throw .limitExceeded(.lz4, limit: limit) }
                _ = writer.room(wanted: length, allowed: allowed)
                writer.write(block)
            } else {
                try expand(block, max: frame.blockBytesMax, allowed: allowed, into: &writer)
            }
        }
        if frame.hasContentChecksum { _ = try cursor.takeLittleEndian() }
    }

    private mutating func readHeader() throws(CompressionError) -> LZ4Frame.Descriptor {
        if try cursor.takeLittleEndian() != LZ4Frame.magic {
            throw .unsupportedVariant(.lz4, reason: "not an LZ4 frame")
        }
        let start = cursor.position
        let frame = try LZ4Frame.Descriptor(flags: cursor.takeByte(), block: cursor.takeByte())
        if frame.hasContentSize { _ = try cursor.take(8) }
        let descriptor = UnsafeRawBufferPointer(rebasing: cursor.bytes[start..<cursor.position])
        let checksum = try cursor.takeByte()
        if checksHeader && checksum != LZ4Frame.headerChecksum(descriptor) {
            throw .checksumMismatch(.lz4, part: "the frame header")
        }
        return frame
    }

    private func expand(
        _ block: UnsafeRawBufferPointer, max blockBytesMax: Int, allowed: Int,
        into writer: inout ByteWriter
    ) throws(CompressionError) {
        // A byte of input stands for at most 255 of output.
        let possible = min(blockBytesMax, block.count * 255)
        let room = min(writer.room(wanted: possible, allowed: allowed), possible)
        let source = block.baseAddress?.assumingMemoryBound(to: CChar.self)
        var produced: Int32 = 0
        var isLimit = false
        writer.append(upTo: room) { output in
            let target = output.baseAddress?.assumingMemoryBound(to: CChar.self)
            produced = LZ4_decompress_safe(source, target, Int32(block.count), Int32(room))
            if produced < 0 && room < possible {
                // Either broken or longer than allowed: only decoding up to the limit can tell.
                isLimit =
                    LZ4_decompress_safe_partial(
                        source, target, Int32(block.count), Int32(room), Int32(room)) == room
            }
            return Int(max(produced, 0))
        }
        if isLimit { throw .limitExceeded(.lz4, limit: limit) }
        if produced < 0 { throw .corrupt(.lz4, reason: "invalid block") }
    }
}
