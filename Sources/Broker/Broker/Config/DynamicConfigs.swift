// SPDX-License-Identifier: Apache-2.0

/// Broker properties set while running (KIP-226), as given; each beats what was set at the start.
struct DynamicConfigs: Hashable, Sendable {
    /// For this broker: beat those of the cluster.
    var broker: [String: String] = [:]
    /// For every broker of the cluster.
    var cluster: [String: String] = [:]
}
