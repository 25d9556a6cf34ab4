// SPDX-License-Identifier: Apache-2.0

/// The type of a config, by its number in DescribeConfigs (KIP-569).
package enum ConfigType: Int8, Sendable {
    /// Nothing is known of it; its value may be a secret.
    case unknown = 0
    case boolean = 1
    case string = 2
    case int = 3
    case short = 4
    case long = 5
    case double = 6
    case list = 7
}
