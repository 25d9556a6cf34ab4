// SPDX-License-Identifier: Apache-2.0

import LogContract

extension BrokerConfig {
    /// Fails unless a topic may have these configs set, each for itself and together with what
    /// holds for those that are not set.
    func checkTopic(_ configs: [String: String]) throws(ConfigError) {
        for (name, value) in configs.sorted(by: { $0.key < $1.key }) {
            try ConfigTable.topic.check(name, value)
        }
        if configs["remote.storage.enable"].flatMap(ConfigText.bool) == true {
            throw ConfigError(
                "remote.storage.enable", value: "true", problem: "there is no remote storage here")
        }
        // Nothing more is made of them here: a request may name millions of topics.
        let lags = compactionLags(configs)
        if lags.minMillis > lags.maxMillis {
            throw ConfigError(
                "min.compaction.lag.ms", value: String(lags.minMillis),
                problem: "more than max.compaction.lag.ms (\(lags.maxMillis))")
        }
    }

    /// Fails unless a running broker may have these properties set.
    ///
    /// A name that is not known is let be, as with Kafka: it may be a plug-in's.
    static func checkDynamic(_ configs: [String: String]) throws(ConfigError) {
        if configs.count > dynamicMax {
            throw ConfigError(
                "broker", value: "\(configs.count) properties", problem: "too many at a time")
        }
        for (name, value) in configs.sorted(by: { $0.key < $1.key }) {
            guard let definition = ConfigTable.broker[name] else {
                if name.utf8.count + value.utf8.count > unknownBytesMax {
                    throw ConfigError(name, value: value, problem: "too long")
                }
                continue
            }
            guard definition.isDynamic else {
                throw ConfigError(
                    name, value: value, problem: "can only be set before the broker starts")
            }
            try definition.check(value)
        }
    }

    /// Far more than there are properties.
    private static let dynamicMax = 500
    private static let unknownBytesMax = 64 << 10
}
