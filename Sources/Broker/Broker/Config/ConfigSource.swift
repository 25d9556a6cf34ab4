// SPDX-License-Identifier: Apache-2.0

/// Where a config's value comes from, by its number in DescribeConfigs (KIP-226).
enum ConfigSource: Int8, Sendable {
    case topic = 1
    case dynamicBroker = 2
    case dynamicCluster = 3
    case staticBroker = 4
    case defaultValue = 5
}
