// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Messages

extension Broker {
    private typealias TopicAnswer = MetadataResponse.MetadataResponseTopic

    /// What everybody may do with a topic and with the cluster, as bits of AclOperation: a broker
    /// without an authorizer forbids nothing.
    static let topicOperations: Int32 = 0b1101_1111_1000
    private static let clusterOperations: Int32 = 0b1_1111_1010_0000
    private static let operationsNotAsked = Int32.min
    /// Topics that one request has created on first use; the others are when they are asked for
    /// again, so that a list of a hundred thousand names does not hold up everybody else.
    private static let creationsPerRequestMax = 100

    /// Metadata: the cluster, and the topics asked for; unknown ones are created where allowed.
    func metadata(_ request: MetadataRequest, _ context: RequestContext) -> Outcome {
        var response = MetadataResponse()
        var broker = MetadataResponse.MetadataResponseBroker()
        broker.nodeId = identity.nodeId
        broker.host = identity.host
        broker.port = Int32(identity.port)
        response.brokers = [broker]
        response.clusterId = clusterId
        response.controllerId = identity.nodeId
        response.topics = answers(to: request, version: context.version)
        response.clusterAuthorizedOperations =
            request.includeClusterAuthorizedOperations
            ? Self.clusterOperations : Self.operationsNotAsked
        if !request.includeTopicAuthorizedOperations {
            for index in response.topics.indices {
                response.topics[index].topicAuthorizedOperations = Self.operationsNotAsked
            }
        }
        return context.reply(response)
    }

    private func answers(to request: MetadataRequest, version: Int16) -> [TopicAnswer] {
        guard let wanted = request.topics, version > 0 || !wanted.isEmpty else {
            return topics.all.map(answer)
        }
        // Versions 10 and 11 have fields for it, and their brokers could not look up ids.
        let isById = wanted.contains { $0.topicId != .zero }
        if version < 12 && (isById || wanted.contains { $0.name == nil }) {
            return wanted.map { refusal($0.name ?? "", id: $0.topicId, .invalidRequest) }
        }
        if isById {
            var seen: Set<Uuid> = [.zero]
            return wanted.map(\.topicId).filter { seen.insert($0).inserted }.map { id in
                topics[.id(id)].map(answer) ?? refusal(nil, id: id, .unknownTopicId)
            }
        }
        let creationsMax =
            config.autoCreatesTopics && config.replicationFactorDefault == 1
                && (version < 4 || request.allowAutoTopicCreation)
            ? Self.creationsPerRequestMax : 0
        var new: [TopicRecord] = []
        var seen: Set<String> = []
        let answers = wanted.map { $0.name ?? "" }.filter { seen.insert($0).inserted }.map { name in
            topics[.name(name)].map(answer) ?? unknown(name, &new, creationsMax: creationsMax)
        }
        // That one failed shows in the topic still not being there.
        _ = topics.create(new)
        return answers
    }

    /// A topic that was not there: when it is created now, the next request finds it, as with
    /// Kafka, whose controller takes a moment.
    private func unknown(
        _ name: String, _ new: inout [TopicRecord], creationsMax: Int
    ) -> TopicAnswer {
        if TopicName.problem(with: name) != nil {
            return refusal(name, .invalidTopicException)
        }
        if new.count < creationsMax && topics.collision(with: name) == nil {
            new.append(
                TopicRecord(
                    name: name, id: Uuid.random(using: &random),
                    partitionCount: config.partitionsDefault, leaderEpoch: 0, configs: [:]))
        }
        return refusal(name, .unknownTopicOrPartition)
    }

    private func answer(_ topic: Topic) -> TopicAnswer {
        var answer = TopicAnswer()
        answer.name = topic.name
        answer.topicId = topic.id
        answer.isInternal = TopicName.isInternal(topic.name)
        answer.topicAuthorizedOperations = Self.topicOperations
        answer.partitions = topic.partitions.map { partition in
            var answer = MetadataResponse.MetadataResponsePartition()
            answer.partitionIndex = partition.id.partition
            answer.leaderId = identity.nodeId
            answer.leaderEpoch = partition.leaderEpoch
            answer.replicaNodes = [identity.nodeId]
            answer.isrNodes = [identity.nodeId]
            return answer
        }
        return answer
    }

    private func refusal(_ name: String?, id: Uuid = .zero, _ error: ErrorCode) -> TopicAnswer {
        var answer = TopicAnswer()
        answer.errorCode = error.rawValue
        answer.name = name
        answer.topicId = id
        answer.isInternal = name.map(TopicName.isInternal) ?? false
        answer.topicAuthorizedOperations = Self.operationsNotAsked
        return answer
    }
}
