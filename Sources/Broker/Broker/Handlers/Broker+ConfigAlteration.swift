// SPDX-License-Identifier: Apache-2.0

import LogContract
import Messages

// What AlterConfigs and IncrementalAlterConfigs share.

extension Broker {
    /// Adds to an alteration what changes of one resource; all of it or nothing.
    ///
    /// `change` gets what is set and the table of what can be set.
    func alter(
        _ resource: ConfigResource, in alteration: inout ConfigAlteration,
        _ change: (inout [String: String], ConfigTable) throws(Refusal) -> Void
    ) throws(Refusal) {
        switch resource {
        case .topic(let name):
            let topic = topics[.name(name)]
            var configs = topic?.record.configs ?? [:]
            try change(&configs, .topic)
            do {
                try config.checkTopic(configs)
            } catch {
                throw Refusal(.invalidConfig, error.description)
            }
            // Kafka looks at the values first, and at the topic only then.
            guard let topic else { throw .noSuchTopic }
            if configs != topic.record.configs { alteration.topics.append((topic, configs)) }
        case .broker:
            try alterDynamic(\.broker, in: &alteration, change)
        case .cluster:
            try alterDynamic(\.cluster, in: &alteration, change)
        case .loggers:
            var names: [String: String] = [:]
            try change(&names, .broker)
            if let name = names.keys.min() {
                throw Refusal(.invalidConfig, "there is no logger '\(name)'")
            }
        }
    }

    private func alterDynamic(
        _ level: WritableKeyPath<DynamicConfigs, [String: String]>,
        in alteration: inout ConfigAlteration,
        _ change: (inout [String: String], ConfigTable) throws(Refusal) -> Void
    ) throws(Refusal) {
        var dynamic = alteration.dynamic
        try change(&dynamic[keyPath: level], .broker)
        do {
            try BrokerConfig.checkDynamic(dynamic[keyPath: level])
        } catch {
            // Unlike a topic's configs, which are refused as such.
            throw Refusal(.invalidRequest, error.description)
        }
        alteration.dynamic = dynamic
    }

    /// Makes an alteration durable and obeys it; the reason where that cannot be.
    func store(_ alteration: ConfigAlteration) -> Refusal? {
        let changesDynamic = alteration.dynamic != config.dynamic
        guard changesDynamic || !alteration.topics.isEmpty else { return nil }
        do {
            try topics.alter(alteration)
        } catch {
            return Refusal(error)
        }
        if changesDynamic { reconfigure(alteration.dynamic) }
        hurryEngine()
        // `flush.messages` may ask for less.
        unsettled.noteNews()
        return nil
    }

    /// Fails when a name stands twice, has no value where it needs one, or one far too long.
    static func checkForm(
        _ configs: [(name: String, value: String?, needsValue: Bool)]
    ) throws(Refusal) {
        var seen: Set<String> = []
        for config in configs {
            if !seen.insert(config.name).inserted {
                throw Refusal(.invalidRequest, "'\(config.name)' is named more than once")
            }
        }
        for config in configs {
            if config.needsValue && config.value == nil {
                throw Refusal(.invalidRequest, "'\(config.name)' has no value")
            }
            if (config.value?.utf8.count ?? 0) > ConfigDefinition.valueBytesMax {
                throw Refusal(.invalidConfig, "the value of '\(config.name)' is too long")
            }
        }
    }

    /// The resources that stand more than once in a request: Kafka changes none of those.
    static func repeated(_ resources: [(Int8, String)]) -> (Int8, String) -> Bool {
        var counts: [String: Int] = [:]
        for (type, name) in resources { counts["\(type) \(name)", default: 0] += 1 }
        return { type, name in counts["\(type) \(name)", default: 0] > 1 }
    }

    /// Why one resource stays as it is; nil once `alteration` is done.
    static func refusal(
        ifRepeated isRepeated: Bool, _ alteration: () throws(Refusal) -> Void
    ) -> Refusal? {
        if isRepeated {
            return Refusal(.invalidRequest, "the resource is named more than once")
        }
        do {
            try alteration()
            return nil
        } catch {
            return error
        }
    }
}
