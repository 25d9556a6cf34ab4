// SPDX-License-Identifier: Apache-2.0

import Broker

extension Effect {
    /// Whom it is about.
    var connection: ConnectionId {
        switch self {
        case .reply(let connection, _), .silence(let connection), .park(let connection),
            .close(let connection, _):
            connection
        }
    }

    /// The reply it sends, nil when it sends none.
    var reply: Reply? {
        if case .reply(_, let reply) = self { reply } else { nil }
    }
}
