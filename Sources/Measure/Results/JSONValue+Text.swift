// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
    /// The value on one line, without blanks.
    package var compact: String {
        var text = ""
        write(to: &text, indent: nil)
        return text
    }

    /// The value over many lines, two blanks a level and a line feed at the end.
    ///
    /// Arrays and objects that hold nothing nested stay on one line where they fit.
    package var pretty: String {
        var text = ""
        write(to: &text, indent: 0)
        return text + "\n"
    }

    private static let lineMax = 100

    private func write(to text: inout String, indent: Int?) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value): text += value.isFinite ? "\(value)" : "null"
        case .string(let value): Self.write(value, to: &text)
        case .array(let values):
            write(values.map { ("", $0) }, between: ("[", "]"), to: &text, indent: indent)
        case .object(let members):
            write(
                members.map { (Self.quoted($0.name), $0.value) }, between: ("{", "}"), to: &text,
                indent: indent)
        }
    }

    private func write(
        _ items: [(key: String, value: JSONValue)], between brackets: (String, String),
        to text: inout String, indent: Int?
    ) {
        if let indent, !items.isEmpty {
            let isFlat = items.allSatisfy { !$0.value.isNested }
            let line = isFlat ? spaced(items, between: brackets) : ""
            guard !isFlat || line.count + indent > Self.lineMax else {
                text += line
                return
            }
            let blanks = String(repeating: " ", count: indent + 2)
            text += brackets.0
            for (number, item) in items.enumerated() {
                text += (number == 0 ? "\n" : ",\n") + blanks
                if !item.key.isEmpty { text += item.key + ": " }
                item.value.write(to: &text, indent: indent + 2)
            }
            text += "\n" + String(repeating: " ", count: indent) + brackets.1
            return
        }
        text += brackets.0
        for (number, item) in items.enumerated() {
            if number > 0 { text += "," }
            if !item.key.isEmpty { text += item.key + ":" }
            item.value.write(to: &text, indent: nil)
        }
        text += brackets.1
    }

    private func spaced(
        _ items: [(key: String, value: JSONValue)], between brackets: (String, String)
    ) -> String {
        let parts = items.map {
            $0.key.isEmpty ? $0.value.compact : "\($0.key): \($0.value.compact)"
        }
        return brackets.0 + parts.joined(separator: ", ") + brackets.1
    }

    private var isNested: Bool {
        switch self {
        case .array(let values): !values.isEmpty
        case .object(let members): !members.isEmpty
        default: false
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = ""
        write(text, to: &result)
        return result
    }

    private static func write(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
