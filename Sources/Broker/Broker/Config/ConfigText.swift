// SPDX-License-Identifier: Apache-2.0

/// How the text of a config's value is read.
enum ConfigText {
    static func trim(_ text: String) -> String {
        let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let head = text.drop(while: blank)
        return String(head.reversed().drop(while: blank).reversed())
    }

    static func bool(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }

    /// The words between commas, also empty ones; none in a blank text.
    static func list(_ text: String) -> [String] {
        if text.allSatisfy(\.isWhitespace) { return [] }
        return text.split(separator: ",", omittingEmptySubsequences: false)
            .map { trim(String($0)) }
    }
}
