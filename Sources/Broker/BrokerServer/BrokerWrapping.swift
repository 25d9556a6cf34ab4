// SPDX-License-Identifier: Apache-2.0

package import Broker
package import LogContract
package import Transport

/// Where a broker that breaks a rule on purpose is put together.
///
/// Around the engine, around the request handler, on the bytes of each connection, or on several of
/// them; the standard broker has no wrapping.
/// `RequestHandler` tells which of the two serves which kind of rule.
package struct BrokerWrapping: Sendable {
    package var engine: @Sendable (any LogEngine) -> any LogEngine
    package var handler: @Sendable (any RequestHandler) -> any RequestHandler
    /// Sees the bytes of a new connection, and may close it; nil for none.
    package var tap: @Sendable () -> (any StreamTap)?

    package init(
        engine: @escaping @Sendable (any LogEngine) -> any LogEngine = { $0 },
        handler: @escaping @Sendable (any RequestHandler) -> any RequestHandler = { $0 },
        tap: @escaping @Sendable () -> (any StreamTap)? = { nil }
    ) {
        self.engine = engine
        self.handler = handler
        self.tap = tap
    }

    package static let none = BrokerWrapping()
}
