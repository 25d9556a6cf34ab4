// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes

/// Holds every answer back for a moment; when the next one of its connection is ready meanwhile,
/// that one goes first.
final class SwappedRepliesHandler: PassingHandler {
    private static let patienceMillis: Int64 = 20

    private var held: [(connection: ConnectionId, reply: Reply, until: Int64)] = []

    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        inner.handle(frame, from: connection, now: now).map { effect in
            guard case .reply(let connection, let reply) = effect else { return effect }
            if let place = held.firstIndex(where: { $0.connection == connection }) {
                return .reply(connection, reply.followed(by: held.remove(at: place).reply))
            }
            held.append((connection, reply, now + Self.patienceMillis))
            return .silence(connection)
        }
    }

    override func tick(now: Int64) -> [Effect] {
        let due = held.filter { $0.until <= now }
        held.removeAll { $0.until <= now }
        return due.map { .reply($0.connection, $0.reply) } + inner.tick(now: now)
    }

    override var nextDeadline: Int64 {
        min(inner.nextDeadline, held.map(\.until).min() ?? .max)
    }

    override func connectionClosed(_ connection: ConnectionId) {
        held.removeAll { $0.connection == connection }
        inner.connectionClosed(connection)
    }
}
