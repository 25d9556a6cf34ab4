// SPDX-License-Identifier: Apache-2.0

/// Turns the text of one argument into a value, and can say what it would have accepted.
package struct ValueParser<Value: Sendable>: Sendable {
    /// What a right value looks like, as the end of "expects …": `a whole number from 1 to 64`.
    package let expects: String
    /// The only texts it accepts, when they can be listed; completions offer them.
    package let choices: [String]
    /// Whether a shell should complete file names.
    package let completesFiles: Bool
    /// The value, or nil when the text is not one.
    package let parse: @Sendable (String) -> Value?

    package init(
        expects: String, choices: [String] = [], completesFiles: Bool = false,
        parse: @escaping @Sendable (String) -> Value?
    ) {
        self.expects = expects
        self.choices = choices
        self.completesFiles = completesFiles
        self.parse = parse
    }

    /// Several values separated by commas, at least one.
    package static func list<Element: Sendable>(
        of element: ValueParser<Element>
    ) -> ValueParser<[Element]> where Value == [Element] {
        ValueParser<[Element]>(
            expects: "\(element.expects), several separated by commas", choices: element.choices
        ) { text in
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            let values = parts.compactMap { element.parse(String($0)) }
            return values.count == parts.count ? values : nil
        }
    }
}

extension ValueParser where Value == String {
    /// Any text that is not empty.
    package static var text: Self {
        ValueParser(expects: "some text") { $0.isEmpty ? nil : $0 }
    }

    /// The name of a file or folder; `-` is standard output where a command writes.
    package static var path: Self {
        ValueParser(expects: "a file name", completesFiles: true) { $0.isEmpty ? nil : $0 }
    }

    /// One of the listed words.
    package static func choice(_ words: [String]) -> Self {
        ValueParser(expects: "one of \(words.joined(separator: ", "))", choices: words) { text in
            words.contains(text) ? text : nil
        }
    }
}

extension ValueParser where Value == Int {
    /// A whole number in `range`.
    package static func integer(_ range: ClosedRange<Int> = Int.min...Int.max) -> Self {
        ValueParser(expects: "a whole number\(describe(range))") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    private static func describe(_ range: ClosedRange<Int>) -> String {
        switch (range.lowerBound == .min, range.upperBound == .max) {
        case (true, true): ""
        case (false, true): " of at least \(range.lowerBound)"
        case (true, false): " of at most \(range.upperBound)"
        case (false, false): " from \(range.lowerBound) to \(range.upperBound)"
        }
    }
}

extension ValueParser where Value == UInt64 {
    /// A seed: 0 to 2^53, so that every reader of JSON keeps it exactly.
    package static var seed: Self {
        ValueParser(expects: "a whole number from 0 to 2^53") { text in
            UInt64(text).flatMap { $0 <= 1 << 53 ? $0 : nil }
        }
    }
}

extension ValueParser where Value == Duration {
    /// A time such as `30`, `30s`, `500ms`, `2m` or `1.5h`; a bare number counts seconds.
    package static var duration: Self {
        ValueParser(expects: "a time such as 30s, 500ms, 2m or 1.5h") { text in
            let units: [(String, Double)] = [
                ("ms", 0.001), ("us", 0.000_001), ("s", 1), ("m", 60), ("h", 3600), ("", 1),
            ]
            for (unit, seconds) in units where text.hasSuffix(unit) {
                let digits = text.dropLast(unit.count)
                guard let number = Double(digits), number.isFinite, number >= 0 else { return nil }
                let whole = number * seconds
                return whole < 1e9 ? Duration.seconds(whole) : nil
            }
            return nil
        }
    }
}

extension ValueParser where Value == Assignment {
    /// `key=value`; the value may be empty and may hold more equal signs.
    package static var assignment: Self {
        ValueParser(expects: "key=value") { text in
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                return nil
            }
            return Assignment(
                key: String(text[..<equals]),
                value: String(text[text.index(after: equals)...]))
        }
    }
}
