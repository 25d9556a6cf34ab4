// SPDX-License-Identifier: Apache-2.0

/// What one request changes of configs, checked resource by resource and stored all at once.
struct ConfigAlteration {
    /// Each topic once, with all that is set on it then.
    var topics: [(topic: Topic, configs: [String: String])] = []
    /// What is set on the brokers then.
    var dynamic: DynamicConfigs
}
