// SPDX-License-Identifier: Apache-2.0

/// Where clients find this broker.
package struct BrokerIdentity: Sendable {
    package var nodeId: Int32
    /// The advertised address.
    package var host: String
    package var port: UInt16

    package init(nodeId: Int32, host: String, port: UInt16) {
        self.nodeId = nodeId
        self.host = host
        self.port = port
    }
}
