// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes

/// Takes a request with the correlation id of the one before for that request sent again.
final class RepeatedIdHandler: PassingHandler {
    private var lastIds: [ConnectionId: Int32] = [:]

    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        let effects = inner.handle(frame, from: connection, now: now)
        guard let id = Query(frame)?.correlationId,
            lastIds.updateValue(id, forKey: connection) == id
        else { return effects }
        return effects.map { effect in
            if case .reply(connection, _) = effect { .silence(connection) } else { effect }
        }
    }

    override func connectionClosed(_ connection: ConnectionId) {
        lastIds[connection] = nil
        inner.connectionClosed(connection)
    }
}
