// SPDX-License-Identifier: Apache-2.0

import LogContract
import Messages

// What AlterConfigs and IncrementalAlterConfigs share.

extension Broker {
    /// Changes the configs set on a resource; all of the change or nothing.
    ///
    /// `change` gets what is set and the table of what can be set. A change that is only validated
    /// ends after the checks.
    func alter(
        _ resource: ConfigResource, validateOnly: Bool,
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
            if !validateOnly {
                try store { () throws(StorageError) in
                    try topics.alter(topic, configs: configs)
                }
            }
        case .broker:
            try alterDynamic(\.broker, validateOnly: validateOnly, change)
        case .cluster:
            try alterDynamic(\.cluster, validateOnly: validateOnly, change)
        case .loggers:
            var names: [String: String] = [:]
            try change(&names, .broker)
            if let name = names.keys.min() {
                throw Refusal(.invalidConfig, "there is no logger '\(name)'")
            }
        }
    }

    private func alterDynamic(
        _ level: WritableKeyPath<DynamicConfigs, [String: String]>, validateOnly: Bool,
        _ change: (inout [String: String], ConfigTable) throws(Refusal) -> Void
    ) throws(Refusal) {
        var dynamic = config.dynamic
        try change(&dynamic[keyPath: level], .broker)
        do {
            try BrokerConfig.checkDynamic(dynamic[keyPath: level])
        } catch {
            // Unlike a topic's configs, which are refused as such.
            throw Refusal(.invalidRequest, error.description)
        }
        guard !validateOnly, dynamic != config.dynamic else { return }
        try store { () throws(StorageError) in
            try topics.metadata.update { $0.dynamicConfigs = dynamic }
        }
        reconfigure(dynamic)
    }

    private func store(_ body: () throws(StorageError) -> Void) throws(Refusal) {
        do {
            try body()
        } catch {
            throw Refusal(error)
        }
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
