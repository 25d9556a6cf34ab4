// SPDX-License-Identifier: Apache-2.0

import Bytes
import CLZ4

/// Writes LZ4 frames as Kafka's Java writer does: independent blocks of 64 KiB, no checksums but
/// the header's.
final class LZ4FrameWriter {
    // Word-aligned, as both compressors want their state.
    private let fastState: UnsafeMutableRawPointer
    // A quarter of a megabyte, for levels that not everybody uses.
    private var thoroughState: UnsafeMutableRawPointer?

    init() {
        fastState = .allocate(byteCount: Int(LZ4_sizeofState()), alignment: 16)
    }

    deinit {
        fastState.deallocate()
        thoroughState?.deallocate()
    }

    /// - Parameters:
    ///   - level: nil and 9, Kafka's default, are the fast compressor; any other the high
    ///     compressor at that level (Kafka's `Lz4BlockOutputStream`).
    ///   - legacyHeader: computes the header checksum over the magic number too, as messages of
    ///     magic 0 have it.
    func compress(
        _ input: UnsafeRawBufferPointer, level: Int32?, legacyHeader: Bool,
        into writer: inout ByteWriter
    ) throws(CompressionError) {
        let blocks = (input.count + LZ4Frame.blockBytes - 1) / LZ4Frame.blockBytes
        writer.reserve(11 + input.count + input.count / 255 + blocks * (4 + 16))
        writeHeader(legacy: legacyHeader, to: &writer)
        var position = 0
        while position < input.count {
            let end = min(position + LZ4Frame.blockBytes, input.count)
            writeBlock(
                UnsafeRawBufferPointer(rebasing: input[position..<end]), level: level,
                to: &writer)
            position = end
        }
        // The end mark.
        writer.write(0 as UInt32)
    }

    private func writeHeader(legacy: Bool, to writer: inout ByteWriter) {
        let start = writer.count
        writer.write(LZ4Frame.magic.byteSwapped)
        writer.write(LZ4Frame.flags)
        writer.write(LZ4Frame.blockDescriptor)
        let checksum = writer.withUnsafeBytes { written in
            let hashed = legacy ? start : start + 4
            return LZ4Frame.headerChecksum(UnsafeRawBufferPointer(rebasing: written[hashed...]))
        }
        writer.write(checksum)
    }

    private func writeBlock(
        _ block: UnsafeRawBufferPointer, level: Int32?, to writer: inout ByteWriter
    ) {
        let lengthPosition = writer.count
        writer.write(0 as UInt32)
        var compressed = 0
        writer.append(upTo: Int(LZ4_compressBound(Int32(block.count)))) { output in
            compressed = squeeze(block, level: level, into: output)
            return compressed
        }
        if compressed > 0 && compressed < block.count {
            writer.patch(UInt32(compressed).byteSwapped, at: lengthPosition)
        } else {
            writer.truncate(to: lengthPosition)
            writer.write((UInt32(block.count) | LZ4Frame.storedMask).byteSwapped)
            writer.write(block)
        }
    }

    private func squeeze(
        _ block: UnsafeRawBufferPointer, level: Int32?, into output: UnsafeMutableRawBufferPointer
    ) -> Int {
        let source = block.baseAddress?.assumingMemoryBound(to: CChar.self)
        let target = output.baseAddress?.assumingMemoryBound(to: CChar.self)
        guard let level, level != CompressionCodec.lz4.defaultLevel else {
            return Int(
                LZ4_compress_fast_extState(
                    fastState, source, target, Int32(block.count), Int32(output.count), 1))
        }
        return Int(
            LZ4_compress_HC_extStateHC(
                thorough(), source, target, Int32(block.count), Int32(output.count), level))
    }

    private func thorough() -> UnsafeMutableRawPointer {
        if let thoroughState { return thoroughState }
        let made = UnsafeMutableRawPointer.allocate(
            byteCount: Int(LZ4_sizeofStateHC()), alignment: 16)
        thoroughState = made
        return made
    }
}
