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
        var doomed: [Topic] = []
        var doomedIds: Set<Uuid> = []
        for topic in wanted {
            let reference = topic.reference
            if let reference, repeated.contains(reference) {
                guard answered.insert(reference).inserted else { continue }
                response.responses.append(
                    refusal(topic, .invalidRequest, "the topic is named more than once"))
            } else {
                do throws(Refusal) {
                    let found = try find(topic, reference, context)
                    // It may have been named by its name and by its id.
                    guard doomedIds.insert(found.id).inserted else {
                        throw Self.noSuchTopic(named: reference)
                    }
                    doomed.append(found)
                    response.responses.append(deleted(found))
                } catch {
                    response.responses.append(refusal(topic, error.code, error.message))
                }
            }
        }
        do {
            try topics.delete(doomed)
            // Nobody waits for the disk to have what is gone.
            unsettled.noteNews()
            for partition in doomed.flatMap(\.partitions) { purgatory.wake(partition) }
        } catch {
            for index in response.responses.indices where response.responses[index].errorCode == 0 {
                response.responses[index].errorCode = ErrorCode.kafkaStorageError.rawValue
                response.responses[index].errorMessage = "\(error)"
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

    /// The topic to be removed; fails where none can be.
    private func find(
        _ wanted: DeleteTopicsRequest.DeleteTopicState, _ reference: TopicReference?,
        _ context: RequestContext
    ) throws(Refusal) -> Topic {
        guard config.deletesTopics else {
            throw Refusal(
                context.version < 3 ? .invalidRequest : .topicDeletionDisabled,
                "topics cannot be deleted: delete.topic.enable is false")
        }
        guard let reference else {
            throw Refusal(
                .invalidRequest,
                "a topic is named by its name or by its id, not by "
                    + (wanted.name == nil ? "neither" : "both"))
        }
        guard let topic = topics[reference] else { throw Self.noSuchTopic(named: reference) }
        return topic
    }

    private static func noSuchTopic(named reference: TopicReference?) -> Refusal {
        Refusal(reference?.unknown ?? .unknownTopicOrPartition, "there is no such topic")
    }

    private func deleted(_ topic: Topic) -> DeleteTopicsResponse.DeletableTopicResult {
        var answer = DeleteTopicsResponse.DeletableTopicResult()
        answer.name = topic.name
        answer.topicId = topic.id
        return answer
    }

    private func refusal(
        _ topic: DeleteTopicsRequest.DeleteTopicState, _ error: ErrorCode, _ message: String?
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
