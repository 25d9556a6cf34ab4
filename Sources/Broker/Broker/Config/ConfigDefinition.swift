// SPDX-License-Identifier: Apache-2.0

/// One config: its name, type, default and rule, named as Kafka names it.
package struct ConfigDefinition: Sendable {
    package let name: String
    package let type: ConfigType
    /// Nil: no value unless one is set.
    package let defaultValue: String?
    package let documentation: String
    let rule: ConfigRule
    /// For a topic config, the broker property that sets its default.
    let brokerProperty: String?
    /// Only shown where it is set.
    let isHidden: Bool
    /// Whether it can be set while the broker runs; every topic config can.
    let isDynamic: Bool
    /// Whether it is taken, described, and changes nothing.
    package let isInert: Bool

    init(
        _ name: String, _ type: ConfigType, _ defaultValue: String?, rule: ConfigRule = .any,
        broker brokerProperty: String? = nil, isHidden: Bool = false, isDynamic: Bool = false,
        isInert: Bool = false, _ documentation: String
    ) {
        self.name = name
        self.type = type
        self.defaultValue = defaultValue
        self.rule = rule
        self.brokerProperty = brokerProperty
        self.isHidden = isHidden
        self.isDynamic = isDynamic
        self.isInert = isInert
        self.documentation = documentation
    }

    /// A property that somebody set and nothing here knows.
    init(unknown name: String) {
        self.init(name, .unknown, nil, "")
    }

    /// `value` as it is shown: blanks left out, words and numbers in their usual form.
    func shown(_ value: String) -> String {
        let text = ConfigText.trim(value)
        return switch type {
        case .boolean: ConfigText.bool(text).map(String.init) ?? text
        case .int, .short, .long: Int64(text).map { String($0) } ?? text
        case .double: Double(text).map { String($0) } ?? text
        case .list: ConfigText.list(text).joined(separator: ",")
        case .string, .unknown: text
        }
    }

    /// Fails unless `value` may be set; blanks around a value do not count.
    func check(_ value: String) throws(ConfigError) {
        if let problem = problem(with: value) {
            throw ConfigError(name, value: value, problem: problem)
        }
    }

    /// What the metadata document can take of one value: it is written anew with each change.
    static let valueBytesMax = 1 << 20
    /// Bytes of a value that is a number or a word: those of a broker are told for each topic.
    private static let shortBytesMax = 1024

    private var bytesMax: Int {
        switch (type, rule) {
        case (.list, .replicas), (.list, .any), (.string, .any), (.unknown, _): Self.valueBytesMax
        default: Self.shortBytesMax
        }
    }

    private func problem(with value: String) -> String? {
        if value.utf8.count > bytesMax { return "too long" }
        let text = ConfigText.trim(value)
        switch type {
        case .boolean: return ConfigText.bool(text) == nil ? "must be true or false" : nil
        case .unknown: return nil
        case .string: return rule.problem(with: [text])
        case .list:
            let words = ConfigText.list(text)
            return words.contains("") ? rule.problemWithBlankWord : rule.problem(with: words)
        case .double:
            guard let number = Double(text) else { return "must be a number" }
            if case .fraction = rule, !(0...1).contains(number) { return "must be from 0 to 1" }
            return nil
        case .int: return problem(with: Int32(text))
        case .short: return problem(with: Int16(text))
        case .long: return problem(with: Int64(text))
        }
    }

    private func problem<Number: FixedWidthInteger>(with number: Number?) -> String? {
        guard let number else { return rule.problemWithNoNumber(of: Number.self) }
        return rule.problem(with: Int64(number))
    }
}
