// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Holds every Produce back for a moment; when the next request of its connection is another one,
/// that one is served first.
///
/// The answers go out in order.
final class TurnedProduceHandler: PassingHandler {
    private static let patienceMillis: Int64 = 20

    private struct Held {
        let connection: ConnectionId
        let frame: ByteSlice
        let until: Int64
    }

    private var held: [Held] = []

    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        let isProduce = Query(frame)?.api == .produce
        if let place = held.firstIndex(where: { $0.connection == connection }) {
            let earlier = held.remove(at: place)
            guard isProduce else {
                return inner.handle(earlier.frame, from: connection, now: now)
                    + inner.handle(frame, from: connection, now: now)
            }
            let second = inner.handle(frame, from: connection, now: now)
            return inner.handle(earlier.frame, from: connection, now: now) + second
        }
        guard isProduce else { return inner.handle(frame, from: connection, now: now) }
        held.append(Held(connection: connection, frame: frame, until: now + Self.patienceMillis))
        return [.silence(connection)]
    }

    override func tick(now: Int64) -> [Effect] {
        let due = held.filter { $0.until <= now }
        held.removeAll { $0.until <= now }
        return due.flatMap { inner.handle($0.frame, from: $0.connection, now: now) }
            + inner.tick(now: now)
    }

    override var nextDeadline: Int64 {
        min(inner.nextDeadline, held.map(\.until).min() ?? .max)
    }

    override func connectionClosed(_ connection: ConnectionId) {
        held.removeAll { $0.connection == connection }
        inner.connectionClosed(connection)
    }
}
