// SPDX-License-Identifier: Apache-2.0

/// How the text of a config's value is read: byte by byte, since a list may be a megabyte long.
enum ConfigText {
    static func trim(_ text: String) -> String { trim(text[...]) }

    static func bool(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }

    /// The words between commas, also empty ones; none in a blank text.
    static func list(_ text: String) -> [String] {
        if text.utf8.allSatisfy(isBlank) { return [] }
        return text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .map { trim(Substring($0)) }
    }

    private static func trim(_ text: Substring) -> String {
        let bytes = text.utf8
        guard let first = bytes.firstIndex(where: { !isBlank($0) }),
            let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(text[first...last])
    }

    /// As Java's `String.trim` has it.
    private static func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 }
}
