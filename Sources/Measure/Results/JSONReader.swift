// SPDX-License-Identifier: Apache-2.0

/// Reads JSON as RFC 8259 has it, nested at most `depthMax` deep.
struct JSONReader {
    static let depthMax = 64

    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The one value of the whole text.
    mutating func readDocument() throws(JSONError) -> JSONValue {
        let value = try readValue(depth: 0)
        skipBlanks()
        if position < bytes.count { throw error("more after the value") }
        return value
    }

    private func error(_ problem: String) -> JSONError {
        JSONError(problem: problem, position: position)
    }

    private mutating func skipBlanks() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
            position += 1
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func take(_ word: StaticString) -> Bool {
        let wanted = word.withUTF8Buffer { Array($0) }
        guard bytes[position...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    private mutating func readValue(depth: Int) throws(JSONError) -> JSONValue {
        guard depth < Self.depthMax else { throw error("nested too deeply") }
        skipBlanks()
        guard position < bytes.count else { throw error("the text ends early") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try readObject(depth: depth)
        case UInt8(ascii: "["): return try readArray(depth: depth)
        case UInt8(ascii: "\""): return .string(try readString())
        default: break
        }
        if take("true" as StaticString) { return .bool(true) }
        if take("false" as StaticString) { return .bool(false) }
        if take("null" as StaticString) { return .null }
        return try readNumber()
    }

    private mutating func readObject(depth: Int) throws(JSONError) -> JSONValue {
        position += 1
        var members: [JSONValue.Member] = []
        skipBlanks()
        if take(UInt8(ascii: "}")) { return .object([]) }
        repeat {
            skipBlanks()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw error("a member's name is missing")
            }
            let name = try readString()
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw error("a colon is missing") }
            members.append(JSONValue.Member(name, try readValue(depth: depth + 1)))
            skipBlanks()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw error("a comma or } is missing") }
        return .object(members)
    }

    private mutating func readArray(depth: Int) throws(JSONError) -> JSONValue {
        position += 1
        var values: [JSONValue] = []
        skipBlanks()
        if take(UInt8(ascii: "]")) { return .array([]) }
        repeat {
            values.append(try readValue(depth: depth + 1))
            skipBlanks()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw error("a comma or ] is missing") }
        return .array(values)
    }

    private mutating func readNumber() throws(JSONError) -> JSONValue {
        let start = position
        _ = take(UInt8(ascii: "-"))
        let hasLeadingZero = position < bytes.count && bytes[position] == UInt8(ascii: "0")
        let whole = skipDigits()
        var isWhole = true
        if whole == 0 || (hasLeadingZero && whole > 1) { throw error("not a value") }
        if take(UInt8(ascii: ".")) {
            isWhole = false
            if skipDigits() == 0 { throw error("digits are missing") }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            if skipDigits() == 0 { throw error("digits are missing") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw error("too large a number") }
        return .number(value)
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        return position - start
    }

    private mutating func readString() throws(JSONError) -> String {
        position += 1
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                position += 1
                try text.append(contentsOf: readEscape())
            case 0..<0x20: throw error("a control character inside a string")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw error("a string does not end")
    }

    private mutating func readEscape() throws(JSONError) -> [UInt8] {
        guard position < bytes.count else { throw error("a string does not end") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "u"): return Array(String(Character(try readScalar())).utf8)
        default: throw error("an unknown escape")
        }
    }

    private mutating func readScalar() throws(JSONError) -> Unicode.Scalar {
        let unit = try readHexUnit()
        guard (0xD800..<0xDC00).contains(unit), take("\\u" as StaticString) else {
            // A surrogate without its partner is nothing that text can hold.
            return Unicode.Scalar(unit) ?? "\u{FFFD}"
        }
        let low = try readHexUnit()
        guard (0xDC00..<0xE000).contains(low) else { return "\u{FFFD}" }
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func readHexUnit() throws(JSONError) -> UInt32 {
        let digits = bytes[position...].prefix(4)
        let text = String(decoding: digits, as: UTF8.self)
        guard digits.count == 4, digits.allSatisfy({ $0 != UInt8(ascii: "+") }),
            let unit = UInt32(text, radix: 16)
        else { throw error("four hexadecimal digits are missing") }
        position += 4
        return unit
    }
}

extension JSONValue {
    /// Reads a whole text.
    package init(parsing text: String) throws(JSONError) {
        var reader = JSONReader(text)
        self = try reader.readDocument()
    }
}
