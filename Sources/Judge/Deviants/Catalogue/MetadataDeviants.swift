// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Brokers whose Metadata is wrong.
enum MetadataDeviants {
    static let all: [Deviant] = questions + cluster + topics

    private static let questions: [Deviant] = [
        Deviant(
            "metadata-null-lists-none",
            rule: "Metadata for null topics lists all topics",
            breach: "lists none",
            killedBy: ["meta/all-null"],
            .asking(MetadataRequest.self) { request, version in
                if version >= 1 { request.topics = request.topics ?? [] }
            }),
        Deviant(
            "metadata-empty-lists-all",
            rule: "Metadata for no topics lists no topic from version 1 on",
            breach: "lists all topics",
            killedBy: ["meta/none-empty"],
            .asking(MetadataRequest.self) { request, version in
                if version >= 1, request.topics?.isEmpty == true { request.topics = nil }
            }),
        Deviant(
            "metadata-v0-empty-lists-none",
            rule: "Metadata version 0 for no topics lists all topics",
            breach: "lists none",
            killedBy: ["meta/v0-empty-all"],
            .answering(MetadataRequest.self) { answer, request, version in
                if version == 0, request.topics?.isEmpty != false { answer.topics = [] }
            }),
        Deviant(
            "metadata-unknown-spoils-others",
            rule: "An unknown topic in Metadata is an error of that topic only",
            breach: "gives every topic of the request the error",
            killedBy: ["meta/unknown-topic"],
            .answering(MetadataRequest.self) { answer, _, _ in
                let unknown = ErrorCode.unknownTopicOrPartition.rawValue
                guard answer.topics.contains(where: { $0.errorCode == unknown }) else { return }
                for index in answer.topics.indices { answer.topics[index].errorCode = unknown }
            }),
        Deviant(
            "metadata-unknown-hidden",
            rule: "An unknown topic in Metadata has the error UNKNOWN_TOPIC_OR_PARTITION",
            breach: "leaves it out of the answer",
            killedBy: ["meta/unknown-topic"],
            .answering(MetadataRequest.self) { answer, _, _ in
                answer.topics.removeAll {
                    $0.errorCode == ErrorCode.unknownTopicOrPartition.rawValue
                }
            }),
        Deviant(
            "autocreation-always",
            rule: "A topic is not created when the request forbids it",
            breach: "creates it",
            killedBy: ["meta/autocreate-flag-off"],
            .asking(MetadataRequest.self) { request, _ in request.allowAutoTopicCreation = true }),
        Deviant(
            "autocreation-bad-name-unknown",
            rule: "An illegal topic name in Metadata is INVALID_TOPIC_EXCEPTION",
            breach: "says UNKNOWN_TOPIC_OR_PARTITION, so that clients ask for ever",
            killedBy: ["meta/autocreate-invalid-name"],
            .answering(MetadataRequest.self) { answer, _, _ in
                answer.topics.recode(.invalidTopicException, to: .unknownTopicOrPartition)
            }),
        Deviant(
            "metadata-unknown-id-as-name",
            rule: "Metadata of an unknown topic id is UNKNOWN_TOPIC_ID",
            breach: "says UNKNOWN_TOPIC_OR_PARTITION",
            killedBy: ["meta/by-topic-id"],
            .answering(MetadataRequest.self) { answer, _, _ in
                answer.topics.recode(.unknownTopicId, to: .unknownTopicOrPartition)
            }),
        Deviant(
            "metadata-duplicate-differs",
            rule: "A topic named twice in Metadata is described consistently",
            breach: "gives the second naming other partitions",
            killedBy: ["meta/duplicate-names"],
            .answering(MetadataRequest.self) { answer, request, _ in
                let names = (request.topics ?? []).compactMap(\.name)
                guard Set(names).count < names.count, var copy = answer.topics.first else { return }
                copy.partitions = []
                answer.topics.append(copy)
            }),
    ]

    private static let cluster: [Deviant] = [
        Deviant(
            "advertised-port-wrong",
            rule: "The advertised address of a broker accepts connections",
            breach: "advertises port 1",
            killedBy: ["meta/broker-list-reachable"],
            .answering(MetadataRequest.self) { answer, _, _ in
                for index in answer.brokers.indices { answer.brokers[index].port = 1 }
            }),
        Deviant(
            "controller-unlisted",
            rule: "The controller is a broker of the list, or -1",
            breach: "names broker 4242",
            killedBy: ["meta/controller-id"],
            .answering(MetadataRequest.self) { answer, _, _ in answer.controllerId = 4242 }),
        Deviant(
            "cluster-id-changes",
            rule: "The cluster id stays the same",
            breach: "changes it with every answer",
            killedBy: ["meta/cluster-id-stable"],
            .answering(MetadataRequest.self) { answer, _, _ in
                let random = UInt64.random(in: 0 ... .max)
                answer.clusterId = "deviant-\(String(random, radix: 36))"
            }),
    ]

    private static let topics: [Deviant] = [
        Deviant(
            "leader-not-a-replica",
            rule: "A partition's leader is one of its replicas",
            breach: "lists no replicas",
            killedBy: ["meta/leader-in-replicas"],
            .eachPartition { $0.replicaNodes = [] }),
        Deviant(
            "isr-not-replicas",
            rule: "The in-sync replicas are among the replicas",
            breach: "lists broker 77 as in sync",
            killedBy: ["meta/leader-in-replicas"],
            .eachPartition { $0.isrNodes.append(77) }),
        Deviant(
            "leader-epoch-missing",
            rule: "Metadata tells each partition's leader epoch from version 7 on",
            breach: "says -1",
            killedBy: ["meta/leader-epoch-present"],
            .eachPartition { $0.leaderEpoch = -1 }),
        Deviant(
            "topic-id-zero",
            rule: "Metadata tells each topic's id from version 10 on",
            breach: "says zero",
            killedBy: ["meta/by-topic-id"],
            .answering(MetadataRequest.self) { answer, _, _ in
                for index in answer.topics.indices { answer.topics[index].topicId = .zero }
            }),
        Deviant(
            "topic-id-of-name",
            rule: "A topic that is created again has another id",
            breach: "keeps the id of the first topic of that name",
            killedBy: ["meta/id-changes-on-recreate"],
            .handler(StableTopicIdHandler.init)),
        Deviant(
            "internal-flag-on-all",
            rule: "Only the cluster's own topics are marked internal",
            breach: "marks every topic internal",
            killedBy: ["meta/internal-flag"],
            .answering(MetadataRequest.self) { answer, _, _ in
                for index in answer.topics.indices { answer.topics[index].isInternal = true }
            }),
    ]
}

extension Fault {
    /// Every partition in answers to Metadata is described otherwise.
    fileprivate static func eachPartition(
        _ edit: @escaping @Sendable (inout MetadataResponse.MetadataResponsePartition) -> Void
    ) -> Fault {
        answering(MetadataRequest.self) { answer, _, _ in
            for topic in answer.topics.indices {
                for partition in answer.topics[topic].partitions.indices {
                    edit(&answer.topics[topic].partitions[partition])
                }
            }
        }
    }
}

extension [MetadataResponse.MetadataResponseTopic] {
    fileprivate mutating func recode(_ error: ErrorCode, to other: ErrorCode) {
        for index in indices where self[index].errorCode == error.rawValue {
            self[index].errorCode = other.rawValue
        }
    }
}
