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

    /// Every broker property, and what else was set while running.
    func brokerValues() -> [ConfigValue] {
        let unknown = Set(dynamic.broker.keys).union(dynamic.cluster.keys)
            .filter { ConfigTable.broker[$0] == nil }
        let definitions =
            ConfigTable.broker.definitions + unknown.sorted().map(ConfigDefinition.init(unknown:))
        return definitions.map { definition in
            let synonyms = brokerSynonyms(definition.name)
            return ConfigValue(
                definition: definition, value: synonyms.first?.value,
                source: synonyms.first?.source ?? .defaultValue, synonyms: synonyms)
        }
    }

    /// The properties that were set for every broker while running.
    func clusterValues() -> [ConfigValue] {
        dynamic.cluster.sorted { $0.key < $1.key }.map { name, value in
            ConfigValue(
                definition: ConfigTable.broker[name] ?? ConfigDefinition(unknown: name),
                value: value, source: .dynamicCluster,
                synonyms: [.init(name: name, value: value, source: .dynamicCluster)])
        }
    }

    /// Every setting of a property and of those that stand in for it, the strongest first; none
    /// when the property itself has no value.
    ///
    /// As with Kafka a level beats a unit, and what stands before the property's own is not shown.
    func brokerSynonyms(_ property: String) -> [ConfigValue.Synonym] {
        let names = Self.unitChains[property] ?? [property]
        var synonyms: [ConfigValue.Synonym] = []
        func add(_ source: ConfigSource, _ value: (String) -> String?) {
            for name in names {
                if let value = value(name) {
                    synonyms.append(.init(name: name, value: value, source: source))
                }
            }
        }
        add(.dynamicBroker) { dynamic.broker[$0] }
        add(.dynamicCluster) { dynamic.cluster[$0] }
        add(.staticBroker) { properties[$0] }
        add(.defaultValue) { ConfigTable.broker[$0]?.defaultValue }
        return Array(synonyms.drop { $0.name != property })
    }

    /// Properties for the same thing in another unit, the finest unit first.
    private static let unitChains: [String: [String]] = {
        let chains = [
            ["log.retention.ms", "log.retention.minutes", "log.retention.hours"],
            ["log.roll.ms", "log.roll.hours"],
        ]
        return Dictionary(
            uniqueKeysWithValues: chains.flatMap { chain in
                chain.map { ($0, chain) }
            })
    }()

    /// Properties that set a topic default in minutes or hours, the finer unit first; none of them
    /// can be set while running.
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
