// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Leaves an API out of every list of versions but the first of a connection.
final class ShrinkingListHandler: PassingHandler {
    private var told: Set<ConnectionId> = []

    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        let effects = inner.handle(frame, from: connection, now: now)
        guard Query(frame)?.api == .apiVersions, !told.insert(connection).inserted else {
            return effects
        }
        return effects.map { effect in
            guard case .reply(connection, let reply) = effect else { return effect }
            return .reply(
                connection, reply.changed(ApiVersionsResponse.self) { _ = $0.apiKeys.popLast() })
        }
    }

    override func connectionClosed(_ connection: ConnectionId) {
        told.remove(connection)
        inner.connectionClosed(connection)
    }
}
