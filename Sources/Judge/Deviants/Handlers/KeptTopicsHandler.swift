// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Says that topics were deleted, and keeps them.
final class KeptTopicsHandler: PassingHandler {
    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        guard let query = Query(frame), let request = query.message(DeleteTopicsRequest.self)
        else { return inner.handle(frame, from: connection, now: now) }
        var answer = DeleteTopicsResponse()
        answer.responses =
            request.topicNames.map { result(name: $0, id: .zero) }
            + request.topics.map { result(name: $0.name, id: $0.topicId) }
        let bytes = Frame.encodeResponse(
            answer, version: query.version, correlationId: query.correlationId)
        return [
            .reply(
                connection,
                Reply(
                    apiKey: query.api.rawValue, version: query.version,
                    correlationId: query.correlationId, parts: [.bytes(bytes)]))
        ]
    }

    private func result(name: String?, id: Uuid) -> DeleteTopicsResponse.DeletableTopicResult {
        var result = DeleteTopicsResponse.DeletableTopicResult()
        result.name = name
        result.topicId = id
        return result
    }
}
