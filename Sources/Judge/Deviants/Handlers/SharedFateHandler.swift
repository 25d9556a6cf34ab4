// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes

/// A connection that ends without a whole request takes those along that had one.
final class SharedFateHandler: PassingHandler {
    private var alive: Set<ConnectionId> = []
    private var doomed: Set<ConnectionId> = []

    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        if doomed.remove(connection) != nil { return [.close(connection, "a deviant")] }
        alive.insert(connection)
        return inner.handle(frame, from: connection, now: now)
    }

    override func connectionClosed(_ connection: ConnectionId) {
        doomed.remove(connection)
        if alive.remove(connection) == nil { doomed.formUnion(alive) }
        inner.connectionClosed(connection)
    }
}
