// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Serves a connection only after it asked for ApiVersions.
final class VersionsFirstHandler: PassingHandler {
    private var introduced: Set<ConnectionId> = []

    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        if Query(frame)?.api == .apiVersions { introduced.insert(connection) }
        guard introduced.contains(connection) else { return [.close(connection, "a deviant")] }
        return inner.handle(frame, from: connection, now: now)
    }

    override func connectionClosed(_ connection: ConnectionId) {
        introduced.remove(connection)
        inner.connectionClosed(connection)
    }
}
