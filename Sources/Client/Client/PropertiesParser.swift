// SPDX-License-Identifier: Apache-2.0

/// Reads the format of `java.util.Properties.load`: comments, continued lines, escapes.
struct PropertiesParser {
    private let characters: [Character]
    private var position = 0

    init(_ text: String) {
        // One newline for all kinds, CR LF included.
        characters = text.map { $0.isNewline ? "\n" : $0 }
    }

    mutating func parse() throws(ClientError) -> [String: String] {
        var values: [String: String] = [:]
        while true {
            skip { $0.isWhitespace }
            guard let first = peek else { return values }
            if first == "#" || first == "!" {
                skip { $0 != "\n" }
                continue
            }
            let key = try token { $0 == "=" || $0 == ":" || Self.isBlank($0) }
            skip(Self.isBlank)
            if peek == "=" || peek == ":" {
                position += 1
                skip(Self.isBlank)
            }
            values[key] = try token { _ in false }
        }
    }

    private var peek: Character? {
        position < characters.count ? characters[position] : nil
    }

    private static func isBlank(_ character: Character) -> Bool {
        character == " " || character == "\t" || character == "\u{C}"
    }

    private mutating func skip(_ matches: (Character) -> Bool) {
        while let next = peek, matches(next) { position += 1 }
    }

    /// Text up to the line's end or an unescaped character that `ends` it.
    private mutating func token(ends: (Character) -> Bool) throws(ClientError) -> String {
        var text = ""
        while let next = peek, next != "\n", !ends(next) {
            position += 1
            if next == "\\" {
                text += try escape()
            } else {
                text.append(next)
            }
        }
        return text
    }

    private mutating func escape() throws(ClientError) -> String {
        guard let next = peek else { return "" }
        position += 1
        switch next {
        case "\n":
            skip(Self.isBlank)
            return ""
        case "t": return "\t"
        case "n": return "\n"
        case "r": return "\r"
        case "f": return "\u{C}"
        case "u": return try unicode()
        default: return String(next)
        }
    }

    /// `\uXXXX`, a UTF-16 unit; two of them may be one character.
    private mutating func unicode() throws(ClientError) -> String {
        var units: [UInt16] = [try unit()]
        if UTF16.isLeadSurrogate(units[0]), characters[position...].starts(with: ["\\", "u"]) {
            position += 2
            units.append(try unit())
        }
        return String(decoding: units, as: UTF16.self)
    }

    private mutating func unit() throws(ClientError) -> UInt16 {
        let digits = String(characters[position...].prefix(4))
        guard digits.count == 4, let unit = UInt16(digits, radix: 16) else {
            throw .unusableProperties("client.properties: “\\u\(digits)” is not \\uXXXX")
        }
        position += 4
        return unit
    }
}
