// SPDX-License-Identifier: Apache-2.0

import Bytes
import CZlib

/// Reads gzip members (RFC 1952), one after another, with one inflate state.
///
/// As Java's `GZIPInputStream`: bytes after a member that do not begin another are passed over.
final class GzipReader {
    // zlib keeps a pointer back to the stream, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(CompressionError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = inflateInit2_(
            stream, Gzip.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        if status != Z_OK { throw .outOfMemory(.gzip) }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func decompress(
        _ input: UnsafeRawBufferPointer, limit: Int, into writer: inout ByteWriter
    ) throws(CompressionError) {
        inflateReset(stream)
        Gzip.feed(input, to: stream)
        let start = writer.count
        while true {
            let allowed = limit - (writer.count - start)
            let status =
                allowed > 0
                ? inflateSome(allowed: allowed, into: &writer) : try inflateNothing(limit: limit)
            switch status {
            case Z_STREAM_END:
                guard nextMemberFollows else { return }
                inflateReset(stream)
            case Z_OK, Z_BUF_ERROR:
                // Room left and yet no end: the input ran out.
                if stream.pointee.avail_out > 0 { throw .truncated(.gzip) }
            default: throw failure(status)
            }
        }
    }

    private func inflateSome(allowed: Int, into writer: inout ByteWriter) -> Int32 {
        // Text seldom shrinks to less than an eighth; a bomb has to earn its room by doubling.
        let room = writer.room(wanted: Int(stream.pointee.avail_in) * 8 + 64, allowed: allowed)
        var status = Z_OK
        writer.append(upTo: room) { output in
            let offered = UnsafeMutableRawBufferPointer(
                rebasing: output.prefix(Int(UInt32.max)))
            Gzip.offer(offered, to: stream)
            status = inflate(stream, Z_FINISH)
            return offered.count - Int(stream.pointee.avail_out)
        }
        return status
    }

    /// At the limit: the stream must end without another byte.
    private func inflateNothing(limit: Int) throws(CompressionError) -> Int32 {
        var scratch: UInt8 = 0
        return try withUnsafeMutableBytes(of: &scratch) { output throws(CompressionError) in
            Gzip.offer(output, to: stream)
            let status = inflate(stream, Z_FINISH)
            if stream.pointee.avail_out == 0 { throw .limitExceeded(.gzip, limit: limit) }
            return status
        }
    }

    private var nextMemberFollows: Bool {
        guard stream.pointee.avail_in >= 2, let next = stream.pointee.next_in else { return false }
        return next[0] == 0x1F && next[1] == 0x8B
    }

    private func failure(_ status: Int32) -> CompressionError {
        switch status {
        case Z_MEM_ERROR: return .outOfMemory(.gzip)
        case Z_NEED_DICT: return .unsupportedVariant(.gzip, reason: "preset dictionary")
        default:
            let reason = stream.pointee.msg.map { String(cString: $0) } ?? "error \(status)"
            switch reason {
            case "incorrect data check": return .checksumMismatch(.gzip, part: "the data")
            case "incorrect length check": return .corrupt(.gzip, reason: "wrong length at the end")
            case "header crc mismatch": return .checksumMismatch(.gzip, part: "the header")
            default: return .corrupt(.gzip, reason: reason)
            }
        }
    }
}
