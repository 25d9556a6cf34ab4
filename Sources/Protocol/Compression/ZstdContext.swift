// SPDX-License-Identifier: Apache-2.0

import Bytes
import CZstd

/// Reads and writes zstd frames (RFC 8878) with one context for each direction.
///
/// Whole frames are decoded straight into the output. The streaming decoder would keep a window of
/// up to 128 MiB on the word of a frame's header; here the output is the window, and the output is
/// bounded.
final class ZstdContext {
    private let compressor: OpaquePointer
    private let decompressor: OpaquePointer

    init() throws(CompressionError) {
        guard let compressor = ZSTD_createCCtx() else { throw .outOfMemory(.zstd) }
        guard let decompressor = ZSTD_createDCtx() else {
            ZSTD_freeCCtx(compressor)
            throw .outOfMemory(.zstd)
        }
        self.compressor = compressor
        self.decompressor = decompressor
    }

    deinit {
        ZSTD_freeCCtx(compressor)
        ZSTD_freeDCtx(decompressor)
    }

    func compress(
        _ input: UnsafeRawBufferPointer, level: Int32, into writer: inout ByteWriter
    ) throws(CompressionError) {
        ZSTD_CCtx_setParameter(compressor, ZSTD_c_compressionLevel, level)
        var result = 0
        writer.append(upTo: ZSTD_compressBound(input.count)) { output in
            result = ZSTD_compress2(
                compressor, output.baseAddress, output.count, input.baseAddress, input.count)
            return ZSTD_isError(result) == 0 ? result : 0
        }
        if ZSTD_isError(result) != 0 { throw failure(result) }
    }

    func decompress(
        _ input: UnsafeRawBufferPointer, limit: Int, into writer: inout ByteWriter
    ) throws(CompressionError) {
        // Some builds of the library also read formats older than zstd's first release.
        if !beginsFrame(input) { throw .corrupt(.zstd, reason: "not a zstd frame") }
        // The decoder starts over when it runs out of room. Batches seldom shrink to less than a
        // sixteenth, so once is the rule; a bomb costs a third more than its last try.
        var wanted = expectedBytes(of: input, atMost: max(input.count * 16, 4096))
        while true {
            let room = writer.room(wanted: wanted, allowed: limit)
            var result = 0
            writer.append(upTo: room) { output in
                result = ZSTD_decompressDCtx(
                    decompressor, output.baseAddress, room, input.baseAddress, input.count)
                return ZSTD_isError(result) == 0 ? result : 0
            }
            if ZSTD_isError(result) == 0 { return }
            switch ZSTD_getErrorCode(result) {
            case ZSTD_error_dstSize_tooSmall: break
            case ZSTD_error_srcSize_wrong: throw lengthFailure(input)
            default: throw failure(result)
            }
            if room == limit { throw .limitExceeded(.zstd, limit: limit) }
            wanted = max(room, 1024) * 4
        }
    }

    /// The content size that the first frame announces, where it is plausible.
    private func expectedBytes(of input: UnsafeRawBufferPointer, atMost bound: Int) -> Int {
        let announced = ZSTD_getFrameContentSize(input.baseAddress, input.count)
        // The two highest values say "unknown" and "error".
        if announced >= UInt64(bound) { return bound }
        return Int(announced)
    }

    /// Whether `bytes` may begin a frame, or one to be skipped; fewer than four may.
    private func beginsFrame(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count >= 4 else { return true }
        let magic = UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))
        return magic == 0xFD2F_B528 || magic & 0xFFFF_FFF0 == 0x184D_2A50
    }

    /// Tells a frame that is cut short from bytes behind the last one.
    private func lengthFailure(_ input: UnsafeRawBufferPointer) -> CompressionError {
        var rest = input
        while beginsFrame(rest) {
            let length = ZSTD_findFrameCompressedSize(rest.baseAddress, rest.count)
            if ZSTD_isError(length) != 0 || length == 0 { return .truncated(.zstd) }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(length))
        }
        return .corrupt(.zstd, reason: "foreign bytes after a frame")
    }

    private func failure(_ result: Int) -> CompressionError {
        let code = ZSTD_getErrorCode(result)
        let reason = String(cString: ZSTD_getErrorString(code))
        return switch code {
        case ZSTD_error_checksum_wrong: .checksumMismatch(.zstd, part: "the content")
        case ZSTD_error_version_unsupported, ZSTD_error_frameParameter_unsupported,
            ZSTD_error_frameParameter_windowTooLarge, ZSTD_error_dictionary_wrong:
            .unsupportedVariant(.zstd, reason: reason)
        case ZSTD_error_memory_allocation: .outOfMemory(.zstd)
        default: .corrupt(.zstd, reason: reason)
        }
    }
}
