// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Numbers producers from 0, beginning again whenever the broker starts.
final class CountedIdsHandler: PassingHandler {
    private var next: Int64 = 0

    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        inner.handle(frame, from: connection, now: now).map { effect in
            guard let reply = effect.reply, reply.message(InitProducerIdResponse.self) != nil
            else { return effect }
            defer { next += 1 }
            return .reply(
                effect.connection,
                reply.changed(InitProducerIdResponse.self) { $0.producerId = next }
            )
        }
    }
}
