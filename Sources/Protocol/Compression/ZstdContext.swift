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
            guard ZSTD_getErrorCode(result) == ZSTD_error_dstSize_tooSmall else {
                throw failure(result)
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

    private func failure(_ result: Int) -> CompressionError {
        let code = ZSTD_getErrorCode(result)
        let reason = String(cString: ZSTD_getErrorString(code))
        return switch code {
        case ZSTD_error_srcSize_wrong: .truncated(.zstd)
        case ZSTD_error_checksum_wrong: .checksumMismatch(.zstd, part: "the content")
        case ZSTD_error_prefix_unknown: .corrupt(.zstd, reason: "not a zstd frame")
        case ZSTD_error_version_unsupported, ZSTD_error_frameParameter_unsupported,
            ZSTD_error_frameParameter_windowTooLarge, ZSTD_error_dictionary_wrong:
            .unsupportedVariant(.zstd, reason: reason)
        case ZSTD_error_memory_allocation: .outOfMemory(.zstd)
        default: .corrupt(.zstd, reason: reason)
        }
    }
}
