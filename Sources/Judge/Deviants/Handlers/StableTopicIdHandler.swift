// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Tells of a topic by name the id it first had, whatever became of that topic.
final class StableTopicIdHandler: PassingHandler {
    private var ids: [String: Uuid] = [:]

    override func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        inner.handle(frame, from: connection, now: now).map { effect in
            guard case .reply(let connection, let reply) = effect else { return effect }
            return .reply(connection, described(reply))
        }
    }

    private func described(_ reply: Reply) -> Reply {
        reply.changed(MetadataResponse.self) { answer in
            for index in answer.topics.indices where answer.topics[index].errorCode == 0 {
                guard let name = answer.topics[index].name else { continue }
                answer.topics[index].topicId = first(answer.topics[index].topicId, of: name)
            }
        }.changed(CreateTopicsResponse.self) { answer in
            for index in answer.topics.indices where answer.topics[index].errorCode == 0 {
                let topic = answer.topics[index]
                answer.topics[index].topicId = first(topic.topicId, of: topic.name)
            }
        }
    }

    private func first(_ id: Uuid, of name: String) -> Uuid {
        if let known = ids[name] { return known }
        if id != .zero { ids[name] = id }
        return id
    }
}
