// SPDX-License-Identifier: Apache-2.0

import Bytes
import CZlib

/// Writes gzip members (RFC 1952) with one deflate state that is reset between them.
final class GzipWriter {
    let level: Int32
    // zlib keeps a pointer back to the stream, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>

    init(level: Int32) throws(CompressionError) {
        self.level = level
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = deflateInit2_(
            stream, level, Z_DEFLATED, Gzip.windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        if status != Z_OK { throw .outOfMemory(.gzip) }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    func compress(
        _ input: UnsafeRawBufferPointer, into writer: inout ByteWriter
    ) throws(CompressionError) {
        deflateReset(stream)
        Gzip.feed(input, to: stream)
        // The bound holds for a single call, so one is enough.
        let bound = Int(deflateBound(stream, UInt(input.count)))
        var status = Z_OK
        writer.append(upTo: bound) { output in
            Gzip.offer(output, to: stream)
            status = deflate(stream, Z_FINISH)
            return output.count - Int(stream.pointee.avail_out)
        }
        if status != Z_STREAM_END { throw .outOfMemory(.gzip) }
    }
}
