// SPDX-License-Identifier: Apache-2.0

package import Broker

/// What a server needs to know before it starts.
package struct ServerSettings: Sendable {
    /// Numeric address to listen on.
    package var host: String
    /// 0 lets the system choose.
    package var port: UInt16
    /// The log directory; made when it is not there.
    package var dataDirectory: String
    package var config: BrokerConfig
    /// Is told, a line each, what was found damaged when the directory was opened or used, and what
    /// was done about it.
    package var notice: @Sendable (String) -> Void = { _ in }

    package init(host: String, port: UInt16, dataDirectory: String, config: BrokerConfig) {
        self.host = host
        self.port = port
        self.dataDirectory = dataDirectory
        self.config = config
    }
}
