// SPDX-License-Identifier: Apache-2.0

import Messages

/// Reads JSON text into the form that messages are rendered in.
///
/// The platform's own parser keeps neither the order of members nor 64-bit integers apart from
/// doubles, and both are to be compared.
struct JSONText {
    struct Malformed: Error { let position: Int }

    private let bytes: [UInt8]
    private var position = 0

    static func parse(_ text: some Sequence<UInt8>) throws -> MessageJSON {
        var reader = JSONText(bytes: Array(text))
        let value = try reader.value()
        guard reader.peek() == nil else { throw Malformed(position: reader.position) }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func peek() -> UInt8? {
        while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
        return position < bytes.count ? bytes[position] : nil
    }

    private mutating func take(_ character: Character) throws {
        guard peek() == character.asciiValue else { throw Malformed(position: position) }
        position += 1
    }

    private mutating func value() throws -> MessageJSON {
        switch peek() {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ text: String, _ value: MessageJSON) throws -> MessageJSON {
        for character in text { try take(character) }
        return value
    }

    private mutating func object() throws -> MessageJSON {
        try take("{")
        var members: [MessageJSON.Member] = []
        while peek() != UInt8(ascii: "}") {
            if !members.isEmpty { try take(",") }
            guard peek() != nil else { throw Malformed(position: position) }
            let name = try string()
            try take(":")
            members.append(MessageJSON.Member(name: name, value: try value()))
        }
        try take("}")
        return .object(members)
    }

    private mutating func array() throws -> MessageJSON {
        try take("[")
        var elements: [MessageJSON] = []
        while peek() != UInt8(ascii: "]") {
            if !elements.isEmpty { try take(",") }
            elements.append(try value())
        }
        try take("]")
        return .array(elements)
    }

    private mutating func number() throws -> MessageJSON {
        let start = position
        while position < bytes.count, "+-.0123456789eE".utf8.contains(bytes[position]) {
            position += 1
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if let integer = Int64(text) { return .integer(integer) }
        guard let double = Double(text) else { throw Malformed(position: start) }
        return .double(double)
    }

    private mutating func string() throws -> String {
        try take("\"")
        var units: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"): units += Array(String(try escape()).utf8)
            default: units.append(byte)
            }
        }
        throw Malformed(position: position)
    }

    private mutating func escape() throws -> Character {
        guard position < bytes.count else { throw Malformed(position: position) }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "u"):
            var scalar = try codeUnit()
            if 0xD800..<0xDC00 ~= scalar {
                position += 2
                scalar = 0x10000 + (scalar - 0xD800) << 10 + (try codeUnit() - 0xDC00)
            }
            guard let unicode = Unicode.Scalar(scalar) else { throw Malformed(position: position) }
            return Character(unicode)
        default: return Character(Unicode.Scalar(byte))
        }
    }

    private mutating func codeUnit() throws -> UInt32 {
        guard position + 4 <= bytes.count else { throw Malformed(position: position) }
        let digits = String(decoding: bytes[position..<position + 4], as: UTF8.self)
        position += 4
        guard let unit = UInt32(digits, radix: 16) else { throw Malformed(position: position) }
        return unit
    }
}

extension MessageJSON {
    subscript(name: String) -> MessageJSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    var text: String? {
        guard case .text(let value) = self else { return nil }
        return value
    }

    var integer: Int64? {
        guard case .integer(let value) = self else { return nil }
        return value
    }
}
