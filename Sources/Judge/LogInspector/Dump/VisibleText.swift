// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Bytes of unknown origin as text that is safe to print.
enum VisibleText {
    /// Control characters written as `\u{1b}`; malformed UTF-8 becomes U+FFFD.
    static func of(_ bytes: ByteSlice) -> String { of(bytes.text) }

    static func of(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if isControl(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }
}
