// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages

extension Broker {
    /// DeleteTopics: each topic is judged for itself; readers that wait for one are answered.
    func deleteTopics(_ request: DeleteTopicsRequest, _ context: RequestContext) -> Outcome {
        var wanted = request.topics
        if context.version < 6 {
            wanted = request.topicNames.map { name in
                var topic = DeleteTopicsRequest.DeleteTopicState()
                topic.name = name
                return topic
            }
        }
        var response = DeleteTopicsResponse()
        let repeated = Self.repeated(wanted)
        var answered: Set<TopicReference> = []
        for topic in wanted {
            let reference = topic.reference
            if let reference, repeated.contains(reference) {
                guard answered.insert(reference).inserted else { continue }
                response.responses.append(
                    refusal(topic, .invalidRequest, "the topic is named more than once"))
            } else {
                response.responses.append(delete(topic, reference, context))
            }
        }
        return context.reply(response)
    }

    private static func repeated(
        _ topics: [DeleteTopicsRequest.DeleteTopicState]
    ) -> Set<TopicReference> {
        var seen: Set<TopicReference> = []
        return Set(topics.compactMap(\.reference).filter { !seen.insert($0).inserted })
    }

    private func delete(
        _ wanted: DeleteTopicsRequest.DeleteTopicState, _ reference: TopicReference?,
        _ context: RequestContext
    ) -> DeleteTopicsResponse.DeletableTopicResult {
        guard config.deletesTopics else {
            return refusal(
                wanted, context.version < 3 ? .invalidRequest : .topicDeletionDisabled,
                "topics cannot be deleted: delete.topic.enable is false")
        }
        guard let reference else {
            return refusal(
                wanted, .invalidRequest,
                "a topic is named by its name or by its id, not by "
                    + (wanted.name == nil ? "neither" : "both"))
        }
        guard let topic = topics[reference] else {
            return refusal(wanted, reference.unknown, "there is no such topic")
        }
        for partition in topic.partitions { purgatory.wake(partition) }
        do {
            try topics.delete(topic)
            var answer = DeleteTopicsResponse.DeletableTopicResult()
            answer.name = topic.name
            answer.topicId = topic.id
            return answer
        } catch {
            return refusal(wanted, .kafkaStorageError, "\(error)")
        }
    }

    private func refusal(
        _ topic: DeleteTopicsRequest.DeleteTopicState, _ error: ErrorCode, _ message: String
    ) -> DeleteTopicsResponse.DeletableTopicResult {
        var answer = DeleteTopicsResponse.DeletableTopicResult()
        answer.name = topic.name
        answer.topicId = topic.topicId
        answer.errorCode = error.rawValue
        answer.errorMessage = message
        return answer
    }
}

extension DeleteTopicsRequest.DeleteTopicState {
    /// Nil when it is named by both name and id, or by neither.
    fileprivate var reference: TopicReference? {
        switch (name, topicId) {
        case (let name?, .zero): .name(name)
        case (nil, let id) where id != .zero: .id(id)
        default: nil
        }
    }
}
