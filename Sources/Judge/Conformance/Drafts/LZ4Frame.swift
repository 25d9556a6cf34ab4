// SPDX-License-Identifier: Apache-2.0

package import Bytes

/// The LZ4 frame format, written without compressing: legal, and independent of any library.
package enum LZ4Frame {
    /// `bytes` as one stored, independent block of at most 64 KiB.
    package static func stored(_ bytes: ByteSlice) -> ByteSlice {
        precondition(bytes.count <= 64 << 10, "a block of this frame holds 64 KiB")
        var writer = ByteWriter()
        writer.write([0x04, 0x22, 0x4D, 0x18])
        // Version 01, blocks independent, no checksums; blocks of 64 KiB at most. The last byte is
        // the second byte of xxHash-32 over the two before it.
        writer.write([0x60, 0x40, 0x82])
        let length = UInt32(bytes.count) | 1 << 31
        writer.write(length.byteSwapped)
        writer.write(bytes)
        writer.writeInt32(0)
        return writer.finish()
    }
}
