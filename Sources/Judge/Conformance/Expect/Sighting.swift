// SPDX-License-Identifier: Apache-2.0

/// Where a value was seen: a field of one reply.
package struct Sighting: Sendable {
    package let exchange: Exchange
    /// As in `responses[0].partitionResponses[1].errorCode`; empty for the reply as a whole.
    package let path: String

    package init(exchange: Exchange, path: String = "") {
        self.exchange = exchange
        self.path = path
    }
}
