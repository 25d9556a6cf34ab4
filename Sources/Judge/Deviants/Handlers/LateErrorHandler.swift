// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Holds a fetch with an error in one partition back until its time is up.
final class LateErrorHandler: PassingHandler {
    private var held: [(effect: Effect, until: Int64)] = []

    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        let effects = inner.handle(frame, from: connection, now: now)
        guard let wait = Query(frame)?.message(FetchRequest.self)?.maxWaitMs, wait > 0 else {
            return effects
        }
        return effects.map { effect in
            guard let answer = effect.reply?.message(FetchResponse.self),
                answer.responses.contains(where: { topic in
                    topic.partitions.contains { $0.errorCode != 0 }
                })
            else { return effect }
            held.append((effect, now + Int64(wait)))
            return .park(effect.connection)
        }
    }

    override func tick(now: Int64) -> [Effect] {
        let due = held.filter { $0.until <= now }
        held.removeAll { $0.until <= now }
        return due.map(\.effect) + inner.tick(now: now)
    }

    override var nextDeadline: Int64 {
        min(inner.nextDeadline, held.map(\.until).min() ?? .max)
    }

    override func connectionClosed(_ connection: ConnectionId) {
        held.removeAll { $0.effect.connection == connection }
        inner.connectionClosed(connection)
    }
}
