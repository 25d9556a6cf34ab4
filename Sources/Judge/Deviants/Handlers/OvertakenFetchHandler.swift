// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes

/// Goes on with a connection while its Fetch still waits; the answer to it comes when it may.
final class OvertakenFetchHandler: PassingHandler {
    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        inner.handle(frame, from: connection, now: now).map { effect in
            if case .park(let connection) = effect { .silence(connection) } else { effect }
        }
    }
}
