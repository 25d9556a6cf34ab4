// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages

/// Brokers that make and delete topics wrongly.
enum TopicDeviants {
    static let all: [Deviant] = creation + refusals + names + deletion

    private static let creation: [Deviant] = [
        Deviant(
            "create-forgets",
            rule: "A topic that was created is there soon afterwards",
            breach: "says it created it and does nothing",
            killedBy: ["topic/create-basic"],
            .asking(CreateTopicsRequest.self) { request, _ in request.validateOnly = true }),
        Deviant(
            "create-defaults-refused",
            rule: "Partitions -1 and replication factor -1 ask for the broker's defaults",
            breach: "refuses them",
            killedBy: ["topic/create-defaults"],
            .asking(CreateTopicsRequest.self) { request, _ in
                for index in request.topics.indices where request.topics[index].numPartitions < 0 {
                    request.topics[index].numPartitions = 0
                }
            }),
        Deviant(
            "create-untold",
            rule: "CreateTopics tells partitions, replication factor and configs",
            breach: "tells none of them",
            killedBy: ["topic/create-returns-config"],
            .eachCreated {
                $0.numPartitions = -1
                $0.replicationFactor = -1
                $0.configs = nil
            }),
        Deviant(
            "create-id-zero",
            rule: "CreateTopics tells the new topic's id",
            breach: "says zero",
            killedBy: ["topic/create-id"],
            .eachCreated { $0.topicId = .zero }),
        Deviant(
            "create-all-or-nothing",
            rule: "Each topic of a CreateTopics is created or refused for itself",
            breach: "creates none when one is refused",
            killedBy: ["topic/create-partial"],
            .handler(AllOrNothingTopicsHandler.init)),
        Deviant(
            "validate-only-creates",
            rule: "With validateOnly nothing is created",
            breach: "creates the topics",
            killedBy: ["topic/create-validate-only"],
            .asking(CreateTopicsRequest.self) { request, _ in request.validateOnly = false }),
        Deviant(
            "create-duplicates-accepted",
            rule: "A topic named twice in a CreateTopics is an invalid request",
            breach: "creates it with what was said first",
            killedBy: ["topic/create-dup-in-request"],
            .asking(CreateTopicsRequest.self) { request, _ in
                var seen: Set<String> = []
                request.topics = request.topics.filter { seen.insert($0.name).inserted }
            }),
    ]

    private static let refusals: [Deviant] = [
        Deviant(
            "create-existing-accepted",
            rule: "Creating a topic that exists is TOPIC_ALREADY_EXISTS",
            breach: "says it was created",
            killedBy: ["topic/create-exists"],
            .recodingCreation(.topicAlreadyExists)),
        Deviant(
            "create-no-partitions",
            rule: "A topic with no partitions is INVALID_PARTITIONS",
            breach: "creates it with one",
            killedBy: ["topic/create-partitions-zero", "topic/create-partitions-negative"],
            .eachWanted { topic in
                if topic.numPartitions != -1 { topic.numPartitions = max(1, topic.numPartitions) }
            }),
        Deviant(
            "create-replicas-capped",
            rule: "More replicas than brokers, or none, is INVALID_REPLICATION_FACTOR",
            breach: "creates the topic with as many as there are",
            killedBy: ["topic/create-rf-too-big", "topic/create-rf-zero"],
            .eachWanted { if $0.replicationFactor != -1 { $0.replicationFactor = 1 } }),
        Deviant(
            "create-bad-assignment",
            rule: "An assignment with holes or unequal replicas is INVALID_REPLICA_ASSIGNMENT",
            breach: "creates the topic without it",
            killedBy: ["topic/create-bad-assignment"],
            .eachWanted { topic in
                guard !topic.assignments.isEmpty, topic.numPartitions == -1 else { return }
                topic.assignments = []
            }),
        Deviant(
            "create-both-arguments",
            rule: "An assignment beside a number of partitions is an invalid request",
            breach: "passes over the assignment",
            killedBy: ["topic/create-both-args"],
            .eachWanted { if $0.numPartitions != -1 { $0.assignments = [] } }),
        Deviant(
            "create-bad-config-ignored",
            rule: "A topic with a config that is unknown or illegal is refused with INVALID_CONFIG",
            breach: "creates the topic without its configs",
            killedBy: ["topic/create-bad-config-key", "topic/create-bad-config-value"],
            .handler(LenientConfigHandler.init)),
        Deviant(
            "colliding-names-accepted",
            rule: "A topic whose name differs from another's in '.' and '_' only is refused",
            breach: "says it was created",
            killedBy: ["meta/collide"],
            .recodingCreation(.invalidTopicException) { isLegal($0) }),
        Deviant(
            "colliding-names-one-by-one",
            rule: "A new name may collide with another of its own request in '.' and '_'",
            breach: "refuses the second of them",
            killedBy: ["topic/create-collide-in-request"],
            .answering(CreateTopicsRequest.self) { answer, _, _ in
                var seen: Set<String> = []
                for index in answer.topics.indices {
                    let key = String(answer.topics[index].name.map { $0 == "." ? "_" : $0 })
                    if seen.insert(key).inserted { continue }
                    answer.topics[index].errorCode = ErrorCode.invalidTopicException.rawValue
                }
            }),
    ]

    private static let names: [Deviant] = [
        Deviant(
            "create-any-name",
            rule: "Empty, '.', '..' and characters outside [a-zA-Z0-9._-] are no topic names",
            breach: "says such a topic was created",
            killedBy: [
                "topic/name-empty", "topic/name-dot", "topic/name-dotdot", "topic/name-space",
                "topic/name-slash", "topic/name-unicode",
            ],
            .recodingCreation(.invalidTopicException) { !isLegal($0) }),
        Deviant(
            "create-name-200",
            rule: "A topic name may have 249 characters",
            breach: "refuses names of more than 200",
            killedBy: ["topic/name-249"],
            .eachCreated { topic in
                guard topic.name.utf8.count > 200 else { return }
                topic.errorCode = ErrorCode.invalidTopicException.rawValue
            }),
        Deviant(
            "create-name-unlimited",
            rule: "A topic name of more than 249 characters is refused",
            breach: "cuts it to 249",
            killedBy: ["topic/name-250"],
            .eachWanted { $0.name = String($0.name.prefix(249)) }),
    ]

    /// Whether a name has nothing against it but what other topics are called.
    private static func isLegal(_ name: String) -> Bool {
        !["", ".", ".."].contains(name)
            && name.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic
                        || "0123456789._-".contains(Character(scalar)))
            }
    }

    private static let deletion: [Deviant] = [
        Deviant(
            "delete-nothing",
            rule: "A topic that was deleted is gone",
            breach: "says it deleted it and does nothing",
            killedBy: ["topic/delete"],
            .handler(KeptTopicsHandler.init)),
        Deviant(
            "delete-unknown-accepted",
            rule: "Deleting a topic that is not there is an error",
            breach: "says it was deleted",
            killedBy: ["topic/delete-unknown", "topic/delete-unknown-id"],
            .answering(DeleteTopicsRequest.self) { answer, _, _ in
                for index in answer.responses.indices { answer.responses[index].errorCode = 0 }
            }),
        Deviant(
            "delete-name-and-id",
            rule: "A topic to delete is named by its name or by its id, not by both",
            breach: "goes by the name",
            killedBy: ["topic/delete-name-and-id"],
            .asking(DeleteTopicsRequest.self) { request, _ in
                for index in request.topics.indices where request.topics[index].name != nil {
                    request.topics[index].topicId = .zero
                }
            }),
        Deviant(
            "recreated-topic-keeps-data",
            rule: "A topic that is created again begins empty at offset 0",
            breach: "shows the records of the deleted one",
            killedBy: ["topic/recreate-fresh-offsets"],
            .engine { ResurrectingEngine($0) }),
    ]
}

extension Fault {
    /// Every topic that is to be created is asked for otherwise.
    fileprivate static func eachWanted(
        _ edit: @escaping @Sendable (inout CreateTopicsRequest.CreatableTopic) -> Void
    ) -> Fault {
        asking(CreateTopicsRequest.self) { request, _ in
            for index in request.topics.indices { edit(&request.topics[index]) }
        }
    }

    /// Every topic of an answer to CreateTopics is described otherwise.
    fileprivate static func eachCreated(
        _ edit: @escaping @Sendable (inout CreateTopicsResponse.CreatableTopicResult) -> Void
    ) -> Fault {
        answering(CreateTopicsRequest.self) { answer, _, _ in
            for index in answer.topics.indices { edit(&answer.topics[index]) }
        }
    }

    /// An error of CreateTopics is told as success.
    fileprivate static func recodingCreation(
        _ error: ErrorCode, of isMeant: @escaping @Sendable (_ name: String) -> Bool = { _ in true }
    ) -> Fault {
        eachCreated { topic in
            guard topic.errorCode == error.rawValue, isMeant(topic.name) else { return }
            topic.errorCode = ErrorCode.none.rawValue
            topic.errorMessage = nil
        }
    }
}
