// SPDX-License-Identifier: Apache-2.0

/// A config's value in force and where it comes from.
struct ConfigValue: Sendable {
    /// One setting that was looked at, the strongest first (KIP-226).
    struct Synonym: Sendable {
        let name: String
        let value: String?
        let source: ConfigSource
    }

    let definition: ConfigDefinition
    let value: String?
    let source: ConfigSource
    let synonyms: [Synonym]
}

extension BrokerConfig {
    /// Every topic config of a topic with these overrides; hidden ones only where they are set.
    func topicValues(_ overrides: [String: String]) -> [ConfigValue] {
        ConfigTable.topic.definitions.compactMap { definition in
            if definition.isHidden && overrides[definition.name] == nil { return nil }
            return topicValue(definition, overrides)
        }
    }

    func topicValue(_ definition: ConfigDefinition, _ overrides: [String: String]) -> ConfigValue {
        var synonyms: [ConfigValue.Synonym] = []
        if let value = overrides[definition.name] {
            synonyms.append(.init(name: definition.name, value: value, source: .topic))
        }
        if let property = definition.brokerProperty {
            synonyms += brokerSynonyms(property)
        }
        if let first = synonyms.first {
            return ConfigValue(
                definition: definition, value: first.value, source: first.source,
                synonyms: synonyms)
        }
        let inOtherUnit = valueInOtherUnit(definition.name)
        return ConfigValue(
            definition: definition, value: inOtherUnit ?? definition.defaultValue,
            source: inOtherUnit == nil ? .defaultValue : .staticBroker, synonyms: [])
    }

    /// Every broker property.
    func brokerValues() -> [ConfigValue] {
        ConfigTable.broker.definitions.map { definition in
            let synonyms = brokerSynonyms(definition.name)
            return ConfigValue(
                definition: definition, value: synonyms.first?.value,
                source: synonyms.first?.source ?? .defaultValue, synonyms: synonyms)
        }
    }

    private func brokerSynonyms(_ property: String) -> [ConfigValue.Synonym] {
        var synonyms: [ConfigValue.Synonym] = []
        if let value = properties[property] {
            synonyms.append(.init(name: property, value: value, source: .staticBroker))
        }
        if let value = ConfigTable.broker[property]?.defaultValue {
            synonyms.append(.init(name: property, value: value, source: .defaultValue))
        }
        return synonyms
    }

    /// Properties that set a topic default in minutes or hours, the finer unit first.
    private func valueInOtherUnit(_ topicConfig: String) -> String? {
        let units: [(property: String, millis: Int64)] =
            switch topicConfig {
            case "retention.ms":
                [("log.retention.minutes", 60_000), ("log.retention.hours", 3_600_000)]
            case "segment.ms": [("log.roll.hours", 3_600_000)]
            default: []
            }
        for (property, millis) in units {
            guard let text = properties[property], let number = Int64(ConfigText.trim(text))
            else { continue }
            return String(number < 0 ? -1 : number * millis)
        }
        return nil
    }
}
