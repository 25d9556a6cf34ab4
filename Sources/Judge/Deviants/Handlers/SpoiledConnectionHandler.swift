// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Serves nothing more on a connection that asked ApiVersions in a version it lacks.
final class SpoiledConnectionHandler: PassingHandler {
    private var spoiled: Set<ConnectionId> = []

    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        if spoiled.contains(connection) { return [.close(connection, "a deviant")] }
        let effects = inner.handle(frame, from: connection, now: now)
        if let query = Query(frame), query.api == .apiVersions, query.version > 5 {
            spoiled.insert(connection)
        }
        return effects
    }

    override func connectionClosed(_ connection: ConnectionId) {
        spoiled.remove(connection)
        inner.connectionClosed(connection)
    }
}
