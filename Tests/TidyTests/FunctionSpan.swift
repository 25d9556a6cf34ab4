// SPDX-License-Identifier: Apache-2.0

/// A function found by its keyword and its braces: good enough to know how long it is.
struct FunctionSpan {
    var name: String
    /// Counted from one.
    var line: Int
    var lineCount: Int

    static func all(in file: SourceFile) -> [FunctionSpan] {
        let pattern =
            /^\s*(?:@\w+(?:\([^)]*\))? |\w+(?:\(\w+\))? )*(?:func ([^\s(<]+)|(init)[?(<]|(deinit) |(subscript)[(<])/
        return file.code.indices.compactMap { start in
            guard let match = try? pattern.firstMatch(in: file.code[start]) else { return nil }
            let name = match.output.1 ?? match.output.2 ?? match.output.3 ?? match.output.4 ?? ""
            guard let end = end(of: file.code, from: start) else { return nil }
            return FunctionSpan(name: String(name), line: start + 1, lineCount: end - start + 1)
        }
    }

    /// The line of the brace that closes the body; nil for a requirement, which has none.
    private static func end(of code: [String], from start: Int) -> Int? {
        var parentheses = 0, braces = 0, wasOpened = false
        for index in start..<code.count {
            for character in code[index] {
                switch character {
                case "(", "[": parentheses += 1
                case ")", "]": parentheses -= 1
                // A brace inside the parentheses is a closure as a default value.
                case "{" where wasOpened || parentheses == 0:
                    wasOpened = true
                    braces += 1
                case "}" where wasOpened || parentheses == 0:
                    if !wasOpened { return nil }
                    braces -= 1
                    if braces == 0 { return index }
                default: break
                }
            }
            let isRequirement =
                !wasOpened && parentheses == 0 && index + 1 < code.count
                && !code[index + 1].contains(/^\s*(?:async|throws|rethrows|->|where|\{|\w+: )/)
            if isRequirement { return nil }
        }
        return nil
    }
}
