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

    init(
        _ name: String, _ type: ConfigType, _ defaultValue: String?, rule: ConfigRule = .any,
        broker brokerProperty: String? = nil, isHidden: Bool = false, _ documentation: String
    ) {
        self.name = name
        self.type = type
        self.defaultValue = defaultValue
        self.rule = rule
        self.brokerProperty = brokerProperty
        self.isHidden = isHidden
        self.documentation = documentation
    }

    /// Fails unless `value` may be set; blanks around a value do not count.
    func check(_ value: String) throws(ConfigError) {
        if let problem = problem(with: value) {
            throw ConfigError(name, value: value, problem: problem)
        }
    }

    private func problem(with value: String) -> String? {
        let text = ConfigText.trim(value)
        switch type {
        case .boolean: return ConfigText.bool(text) == nil ? "must be \(type.noun)" : nil
        case .string: return rule.problem(with: [text])
        case .list: return rule.problem(with: ConfigText.list(text))
        case .double:
            guard let number = Double(text) else { return "must be \(type.noun)" }
            if case .fraction = rule, !(0...1).contains(number) { return "must be from 0 to 1" }
            return nil
        case .int: return numberProblem(Int32(text).map(Int64.init))
        case .short: return numberProblem(Int16(text).map(Int64.init))
        case .long: return numberProblem(Int64(text))
        }
    }

    private func numberProblem(_ number: Int64?) -> String? {
        guard let number else { return "must be \(type.noun)" }
        return rule.problem(with: number)
    }
}
