// SPDX-License-Identifier: Apache-2.0

/// One command line of a script: a name, words, and options of the form `name=value`.
package struct ScriptCommand: Hashable, Sendable {
    package let name: String
    /// Words that are no options, in order.
    package let words: [String]
    package let options: [String: String]
    /// The line as it is written.
    package let text: String
    /// Counted from 1; 0 when it came from no file.
    package let line: Int

    /// Reads a line; nil when it is empty or a comment.
    package init?(_ text: String, at line: Int = 0) throws(ScriptError) {
        let parts = text.split(separator: " ").map(String.init)
        guard let name = parts.first, !name.hasPrefix("#") else { return nil }
        var words: [String] = []
        var options: [String: String] = [:]
        for part in parts.dropFirst() {
            guard let sign = part.firstIndex(of: "="), sign != part.startIndex else {
                words.append(part)
                continue
            }
            let key = String(part[..<sign])
            guard options[key] == nil else {
                throw ScriptError(line: line, reason: "\(key) is said twice")
            }
            options[key] = String(part[part.index(after: sign)...])
        }
        self.name = name
        self.words = words
        self.options = options
        self.text = text
        self.line = line
    }

    /// An option's number; nil when it is not given.
    package func number<Value: FixedWidthInteger>(
        _ option: String, as type: Value.Type = Value.self
    ) throws(ScriptError) -> Value? {
        guard let text = options[option] else { return nil }
        guard let value = Value(text) else {
            throw ScriptError(line: line, reason: "\(option)=\(text) is no number")
        }
        return value
    }

    /// The word at `index` as a number.
    package func number<Value: FixedWidthInteger>(
        at index: Int, as type: Value.Type = Value.self
    ) throws(ScriptError) -> Value {
        guard index < words.count, let value = Value(words[index]) else {
            throw ScriptError(line: line, reason: "\(name) wants a number")
        }
        return value
    }

    /// The word at `index`.
    package func word(at index: Int) throws(ScriptError) -> String {
        guard index < words.count else {
            throw ScriptError(line: line, reason: "\(name) wants more words")
        }
        return words[index]
    }

    /// Whether a word stands in the line.
    package func has(_ word: String) -> Bool { words.contains(word) }
}
