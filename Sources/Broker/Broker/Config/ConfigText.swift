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

    static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { trim(String($0)) }.filter { !$0.isEmpty }
    }
}
