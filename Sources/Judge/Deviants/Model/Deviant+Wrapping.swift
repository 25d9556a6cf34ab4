// SPDX-License-Identifier: Apache-2.0

package import BrokerServer

extension Deviant {
    /// The deviant as `serve` composes it around the reference broker.
    package var wrapping: BrokerWrapping {
        BrokerWrapping(engine: { wrap($0) }, handler: { wrap($0) }, tap: { tap() })
    }
}
