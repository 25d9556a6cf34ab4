// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Bytes of unknown origin as text that is safe to print.
enum VisibleText {
    /// Control characters written as `\u{1b}`; malformed UTF-8 becomes U+FFFD.
    static func of(_ bytes: ByteSlice) -> String { of(bytes.text) }

    static func of(_ text: String) -> String {
        var text = text
        return text.withUTF8 { bytes in
            if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
                return String(decoding: bytes, as: UTF8.self)
            }
            return escaped(bytes)
        }
    }

    /// Works on well-formed UTF-8, in which control characters are single bytes or follow C2.
    private static func escaped(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count * 2)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte < 0x20 || byte == 0x7F {
                append(byte, to: &result)
            } else if byte == 0xC2, index < bytes.count, bytes[index] < 0xA0 {
                append(bytes[index], to: &result)
                index += 1
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func append(_ control: UInt8, to result: inout [UInt8]) {
        result += #"\u{"#.utf8
        result += String(control, radix: 16).utf8
        result.append(UInt8(ascii: "}"))
    }
}
