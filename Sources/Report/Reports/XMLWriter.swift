// SPDX-License-Identifier: Apache-2.0

/// Writes XML 1.0 that is always well-formed, whatever the text holds.
package struct XMLWriter {
    private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    private var depth = 0

    /// An element with others inside.
    mutating func element(
        _ name: String, _ attributes: KeyValuePairs<String, String>,
        _ body: (inout XMLWriter) -> Void
    ) {
        text += indent + open(name, attributes) + ">\n"
        depth += 1
        body(&self)
        depth -= 1
        text += indent + "</\(name)>\n"
    }

    /// An element that holds text, or nothing.
    mutating func element(
        _ name: String, _ attributes: KeyValuePairs<String, String>, content: String = ""
    ) {
        text += indent + open(name, attributes)
        text +=
            content.isEmpty ? "/>\n" : ">\(Self.escape(content, inAttribute: false))</\(name)>\n"
    }

    private var indent: String { String(repeating: "  ", count: depth) }

    private func open(_ name: String, _ attributes: KeyValuePairs<String, String>) -> String {
        attributes.reduce("<\(name)") { text, attribute in
            "\(text) \(attribute.key)=\"\(Self.escape(attribute.value, inAttribute: true))\""
        }
    }

    /// Characters that XML cannot hold at all become `\u{1}`, as text.
    package static func escape(_ text: String, inAttribute: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"" where inAttribute: result += "&quot;"
            // Readers would turn these into blanks, or a return into a line feed.
            case "\n", "\t": result += inAttribute ? "&#\(scalar.value);" : String(scalar)
            case "\r": result += "&#13;"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}":
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
