// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Creates topics without their configs when those are refused.
final class LenientConfigHandler: PassingHandler {
    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        let effects = inner.handle(frame, from: connection, now: now)
        guard let query = Query(frame), var request = query.message(CreateTopicsRequest.self),
            let answer = effects.first?.reply?.message(CreateTopicsResponse.self),
            answer.topics.contains(where: { $0.errorCode == ErrorCode.invalidConfig.rawValue })
        else { return effects }
        for index in request.topics.indices { request.topics[index].configs = [] }
        return inner.handle(query.frame(asking: request), from: connection, now: now)
    }
}
