// SPDX-License-Identifier: Apache-2.0

/// Blanks comments and the insides of string literals, and keeps every line where it was.
///
/// It knows what the house writes: line and block comments, one-line, multi-line and raw strings,
/// and code interpolated into them. Regex literals are left as they are.
struct CodeStripper {
    private static let lineFeed = UInt8(ascii: "\n")
    private static let space = UInt8(ascii: " ")

    private let input: [UInt8]
    private var position = 0
    private var output: [UInt8] = []

    init(_ text: String) {
        input = Array(text.utf8)
    }

    mutating func strip() -> String {
        code(untilParenthesis: false)
        return String(decoding: output, as: UTF8.self)
    }

    private func sees(_ text: String, at offset: Int = 0) -> Bool {
        input.dropFirst(position + offset).starts(with: text.utf8)
    }

    private mutating func copy() {
        output.append(input[position])
        position += 1
    }

    private mutating func blank(_ count: Int = 1) {
        for byte in input[position..<min(input.count, position + count)] {
            output.append(byte == Self.lineFeed ? byte : Self.space)
        }
        position += count
    }

    /// Copies code, up to the end or to the parenthesis that ends an interpolation.
    private mutating func code(untilParenthesis: Bool) {
        var depth = 0
        while position < input.count {
            if sees("//") {
                while position < input.count, input[position] != Self.lineFeed { blank() }
            } else if sees("/*") {
                while position < input.count, !sees("*/") { blank() }
                blank(2)
            } else if let hashes = stringStart() {
                string(hashes: hashes)
            } else {
                if input[position] == UInt8(ascii: "(") { depth += 1 }
                if input[position] == UInt8(ascii: ")") {
                    if untilParenthesis, depth == 0 { return }
                    depth -= 1
                }
                copy()
            }
        }
    }

    /// The number of `#` before a string literal that begins here; nil when none does.
    private func stringStart() -> Int? {
        var hashes = 0
        while sees("#", at: hashes) { hashes += 1 }
        return sees("\"", at: hashes) ? hashes : nil
    }

    private mutating func string(hashes: Int) {
        let fence = String(repeating: "#", count: hashes)
        let isMultiline = sees("\"\"\"", at: hashes)
        let quotes = isMultiline ? "\"\"\"" : "\""
        for _ in 0..<hashes + quotes.count { copy() }
        while position < input.count {
            if sees(quotes + fence) {
                for _ in 0..<hashes + quotes.count { copy() }
                return
            }
            if sees("\\" + fence + "(") {
                blank(hashes + 2)
                code(untilParenthesis: true)
                blank()
            } else if sees("\\" + fence) {
                blank(hashes + 2)
            } else if !isMultiline, input[position] == Self.lineFeed {
                return
            } else {
                blank()
            }
        }
    }
}
