// SPDX-License-Identifier: Apache-2.0

package import Bytes

/// Snappy's block format, written without compressing: legal, and independent of any library.
package enum SnappyBlock {
    /// `bytes` as one block of literals.
    package static func literal(_ bytes: ByteSlice) -> ByteSlice {
        var writer = ByteWriter()
        writer.writeUnsignedVarint(UInt32(bytes.count))
        var rest = bytes
        while !rest.isEmpty {
            // A literal of up to 60 bytes has its length, less one, in the upper six bits.
            let part = rest.prefix(60)
            writer.writeInt8(Int8(bitPattern: UInt8(part.count - 1) << 2))
            writer.write(part)
            rest = rest.dropFirst(part.count)
        }
        return writer.finish()
    }
}
