// SPDX-License-Identifier: Apache-2.0

package import Bytes

extension ByteSlice {
    /// A copy with one bit turned; a negative position counts from the end.
    package func flippingBit(_ bit: Int = 0, at position: Int) -> ByteSlice {
        var bytes = array
        bytes[position < 0 ? bytes.count + position : position] ^= 1 << UInt8(bit)
        return ByteSlice(bytes)
    }

    /// A copy in which `replacement` stands at `position`.
    package func replacing(at position: Int, with replacement: [UInt8]) -> ByteSlice {
        var bytes = array
        bytes.replaceSubrange(position..<position + replacement.count, with: replacement)
        return ByteSlice(bytes)
    }

    /// Both, one behind the other.
    package static func + (left: ByteSlice, right: ByteSlice) -> ByteSlice {
        ByteSlice(left.array + right.array)
    }
}
