// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Gives out no records any more once somebody sent what it had to close the connection for.
final class SpoiledReadsHandler: PassingHandler {
    private var isSpoiled = false

    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        inner.handle(frame, from: connection, now: now).map { effect in
            switch effect {
            case .close: isSpoiled = true
            case .reply(let connection, let reply) where isSpoiled:
                return .reply(connection, emptied(reply))
            default: break
            }
            return effect
        }
    }

    private func emptied(_ reply: Reply) -> Reply {
        reply.changed(FetchResponse.self) { answer in
            for topic in answer.responses.indices {
                for partition in answer.responses[topic].partitions.indices {
                    answer.responses[topic].partitions[partition].records = .empty
                }
            }
        }
    }
}
