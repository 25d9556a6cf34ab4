// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Creates the topics of a request only when none of them is refused.
final class AllOrNothingTopicsHandler: PassingHandler {
    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        guard let query = Query(frame), var request = query.message(CreateTopicsRequest.self)
        else { return inner.handle(frame, from: connection, now: now) }
        request.validateOnly = true
        let trial = inner.handle(query.frame(asking: request), from: connection, now: now)
        guard case .reply(_, let reply)? = trial.first,
            let error = reply.message(CreateTopicsResponse.self)?.topics
                .first(where: { $0.errorCode != 0 })?.errorCode
        else { return inner.handle(frame, from: connection, now: now) }
        let refused = reply.changed(CreateTopicsResponse.self) { answer in
            for index in answer.topics.indices { answer.topics[index].errorCode = error }
        }
        return [.reply(connection, refused)]
    }
}
