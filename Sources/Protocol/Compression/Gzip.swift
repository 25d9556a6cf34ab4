// SPDX-License-Identifier: Apache-2.0

import CZlib

/// What reading and writing gzip share.
enum Gzip {
    /// The largest window, and 16 for gzip's header and trailer instead of zlib's.
    static let windowBits: Int32 = 15 + 16

    /// Makes `input` what the stream reads next; zlib does not write through the pointer.
    static func feed(
        _ input: UnsafeRawBufferPointer, to stream: UnsafeMutablePointer<z_stream>
    ) {
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: Bytef.self))
        stream.pointee.avail_in = UInt32(input.count)
    }

    /// Makes `output` where the stream writes next; room beyond 4 GiB is left for later.
    static func offer(
        _ output: UnsafeMutableRawBufferPointer, to stream: UnsafeMutablePointer<z_stream>
    ) {
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: Bytef.self)
        stream.pointee.avail_out = UInt32(clamping: output.count)
    }
}
