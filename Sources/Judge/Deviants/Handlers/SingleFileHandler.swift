// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract

/// Serves nobody while a request waits.
final class SingleFileHandler: PassingHandler {
    private struct Queued {
        let connection: ConnectionId
        let frame: ByteSlice
    }

    private var waiting: Set<ConnectionId> = []
    private var queue: [Queued] = []

    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        guard waiting.isEmpty else {
            queue.append(Queued(connection: connection, frame: frame))
            return [.park(connection)]
        }
        return noted(inner.handle(frame, from: connection, now: now), now: now)
    }

    override func tick(now: Int64) -> [Effect] { noted(inner.tick(now: now), now: now) }

    override func finishFlush(
        _ job: FlushJob, error: StorageError?, now: Int64
    ) -> [Effect] {
        noted(inner.finishFlush(job, error: error, now: now), now: now)
    }

    override func connectionClosed(_ connection: ConnectionId) {
        waiting.remove(connection)
        queue.removeAll { $0.connection == connection }
        inner.connectionClosed(connection)
    }

    /// Who waits after `effects`; once nobody does, the queue is served.
    private func noted(_ effects: [Effect], now: Int64) -> [Effect] {
        for effect in effects {
            if case .park(let connection) = effect {
                waiting.insert(connection)
            } else {
                waiting.remove(effect.connection)
            }
        }
        var all = effects
        while waiting.isEmpty, !queue.isEmpty {
            let next = queue.removeFirst()
            all += noted(inner.handle(next.frame, from: next.connection, now: now), now: now)
        }
        return all
    }
}
