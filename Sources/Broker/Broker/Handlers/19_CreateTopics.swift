// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages

extension Broker {
    /// Partitions that one request may ask for, as Kafka's controller has it.
    static let partitionsPerRequestMax = 10_000

    /// CreateTopics: each topic is judged for itself; with `validateOnly` nothing happens.
    func createTopics(_ request: CreateTopicsRequest, _ context: RequestContext) -> Outcome {
        var counts: [String: Int] = [:]
        for topic in request.topics { counts[topic.name, default: 0] += 1 }
        var response = CreateTopicsResponse()
        var budget = Self.partitionsPerRequestMax
        var new: [TopicRecord] = []
        for topic in request.topics {
            guard let count = counts[topic.name] else { continue }
            do throws(Refusal) {
                guard count == 1 else {
                    counts[topic.name] = nil
                    throw Refusal(
                        .invalidRequest, "the topic is named more than once")
                }
                let record = try record(of: topic, budget: &budget)
                new.append(record)
                response.topics.append(answer(record))
            } catch {
                response.topics.append(refusal(topic.name, error))
            }
        }
        let failures = request.validateOnly ? [:] : topics.create(new)
        if !failures.isEmpty {
            response.topics = response.topics.map { answer in
                guard answer.errorCode == 0, let error = failures[answer.name] else {
                    return answer
                }
                return refusal(answer.name, Refusal(error))
            }
        }
        return context.reply(response)
    }

    private static let tooManyPartitions = Refusal(
        .policyViolation, "more than \(partitionsPerRequestMax) partitions in one request")

    /// The topic to be made; fails where it cannot be.
    ///
    /// As in Kafka (`ReplicationControlManager.createTopics`) its name must not collide with that of
    /// a topic there is; those of one request may collide with each other.
    private func record(
        of wanted: CreateTopicsRequest.CreatableTopic, budget: inout Int
    ) throws(Refusal) -> TopicRecord {
        // Once there are too many of them, the others are not even looked at.
        guard budget >= 0 else { throw Self.tooManyPartitions }
        if topics[.name(wanted.name)] != nil {
            throw Refusal(
                .topicAlreadyExists, "topic '\(wanted.name)' exists already")
        }
        let topic = try TopicRequest(wanted, nodeId: identity.nodeId, config: config)
        if let other = topics.collision(with: topic.name) {
            throw Refusal(
                .invalidTopicException,
                "'\(topic.name)' and the existing '\(other)' differ in '.' and '_' only")
        }
        budget -= Int(topic.partitionCount)
        guard budget >= 0 else { throw Self.tooManyPartitions }
        return TopicRecord(
            name: topic.name, id: Uuid.random(using: &random),
            partitionCount: topic.partitionCount, leaderEpoch: 0, configs: topic.configs)
    }

    private func answer(_ record: TopicRecord) -> CreateTopicsResponse.CreatableTopicResult {
        var answer = CreateTopicsResponse.CreatableTopicResult()
        answer.name = record.name
        answer.topicId = record.id
        answer.errorMessage = nil
        answer.numPartitions = record.partitionCount
        answer.replicationFactor = 1
        answer.configs = config.topicValues(record.configs).map { value in
            var entry = CreateTopicsResponse.CreatableTopicConfigs()
            entry.name = value.definition.name
            entry.value = value.value
            entry.configSource = value.source.rawValue
            return entry
        }
        return answer
    }

    private func refusal(
        _ name: String, _ refusal: Refusal
    ) -> CreateTopicsResponse.CreatableTopicResult {
        var answer = CreateTopicsResponse.CreatableTopicResult()
        answer.name = name
        answer.errorCode = refusal.code.rawValue
        answer.errorMessage = refusal.message
        return answer
    }
}
