// SPDX-License-Identifier: Apache-2.0

package import Broker
package import LogContract

/// Where a broker that breaks a rule on purpose is put together.
///
/// Around the engine, around the request handler, or both; the standard broker has no wrapping.
/// `RequestHandler` tells which of the two serves which kind of rule.
package struct BrokerWrapping: Sendable {
    package var engine: @Sendable (any LogEngine) -> any LogEngine
    package var handler: @Sendable (any RequestHandler) -> any RequestHandler

    package init(
        engine: @escaping @Sendable (any LogEngine) -> any LogEngine = { $0 },
        handler: @escaping @Sendable (any RequestHandler) -> any RequestHandler = { $0 }
    ) {
        self.engine = engine
        self.handler = handler
    }

    package static let none = BrokerWrapping()
}
