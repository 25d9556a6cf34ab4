// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// Topics that must not come to be, each with its error.
enum CreateRefusalCases {
    /// A case that creates one topic, changed so that it must be refused.
    private static func refusal(
        _ id: String, _ title: String, level: Level = .must, source: String, explain: String,
        is error: ErrorCode,
        change: @escaping @Sendable (inout CreateTopicsRequest.CreatableTopic) -> Void
    ) -> ConformanceCase {
        ConformanceCase(
            id, level, .documented, title, source: source, explain: explain,
            uses: [.createTopics, .metadata(4...Int16.max)], profile: .admin, .negative
        ) { session, expect in
            let name = session.topicName()
            var request = try session.createRequest([name])
            change(&request.topics[0])
            let reply = try await session.call(request)

            let asked = request.topics[0].name
            try expect.error(try CreatedTopic(reply, asked).error, is: error)
            try await session.isAbsent(asked, expect)
        }
    }

    private static func name(
        _ id: String, _ title: String, explain: String,
        _ make: @escaping @Sendable (String) -> String
    ) -> ConformanceCase {
        refusal(
            id, title, source: "Topic.validate", explain: explain, is: .invalidTopicException
        ) { $0.name = make($0.name) }
    }

    static let all: [ConformanceCase] = [
        name("topic/name-empty", "An empty name is refused", explain: "Creates “”.") { _ in "" },
        name("topic/name-dot", "The name “.” is refused", explain: "Creates “.”.") { _ in "." },
        name("topic/name-dotdot", "The name “..” is refused", explain: "Creates “..”.") { _ in
            ".."
        },
        name(
            "topic/name-250", "A name of 250 characters is refused",
            explain: "Creates a name of 250 characters; 249 is the most."
        ) { $0 + String(repeating: "n", count: 250 - $0.utf8.count) },
        name(
            "topic/name-space", "A name with a blank is refused",
            explain: "Creates a name with a blank; [a-zA-Z0-9._-] are legal."
        ) { $0 + "a b" },
        name(
            "topic/name-slash", "A name with a slash is refused",
            explain: "Creates a name with a slash, which would be a path on disk."
        ) { $0 + "a/b" },
        name(
            "topic/name-unicode", "A name with letters beyond ASCII is refused",
            explain: "Creates a name with é."
        ) { $0 + "é" },

        refusal(
            "topic/create-partitions-zero", "Zero partitions are refused",
            source: "CreateTopicsRequestTest", explain: "Creates a topic with 0 partitions.",
            is: .invalidPartitions
        ) { $0.numPartitions = 0 },
        refusal(
            "topic/create-partitions-negative", "A number of partitions below -1 is refused",
            source: "CreateTopicsRequestTest", explain: "Creates a topic with -2 partitions.",
            is: .invalidPartitions
        ) { $0.numPartitions = -2 },
        refusal(
            "topic/create-rf-too-big", "More replicas than brokers are refused",
            source: "CreateTopicsRequestTest",
            explain: "Creates a topic with replication factor 30000.",
            is: .invalidReplicationFactor
        ) { $0.replicationFactor = 30_000 },
        refusal(
            "topic/create-rf-zero", "A replication factor of zero is refused",
            source: "CreateTopicsRequestTest",
            explain: "Creates a topic with replication factor 0.", is: .invalidReplicationFactor
        ) { $0.replicationFactor = 0 },
        refusal(
            "topic/create-bad-assignment",
            "An assignment to a broker that is not there is refused", level: .should,
            source: "CreateTopicsRequestTest",
            explain: "Assigns partition 0 to broker 30000, which no cluster has.",
            is: .invalidReplicaAssignment
        ) { topic in
            topic.numPartitions = -1
            topic.replicationFactor = -1
            topic.assignments = [.with { $0.brokerIds = [30_000] }]
        },
        refusal(
            "topic/create-both-args",
            "Partitions and an assignment together are an invalid request", level: .should,
            source: "testInvalidCreateTopicsRequests",
            explain: "Gives both a number of partitions and an assignment.", is: .invalidRequest
        ) { topic in
            topic.numPartitions = 1
            topic.replicationFactor = 1
            topic.assignments = [.with { $0.brokerIds = [1] }]
        },
        refusal(
            "topic/create-bad-config-key", "An unknown config is refused",
            source: "CreateTopicsRequestTest; librdkafka 0081",
            explain: "Creates a topic with the config no.such.config.", is: .invalidConfig
        ) { topic in
            topic.configs = [
                .with {
                    $0.name = "no.such.config"
                    $0.value = "1"
                }
            ]
        },
        refusal(
            "topic/create-bad-config-value", "A config whose value is of the wrong kind is refused",
            source: "CreateTopicsRequestTest", explain: "Creates a topic with retention.ms=abc.",
            is: .invalidConfig
        ) { topic in
            topic.configs = [
                .with {
                    $0.name = "retention.ms"
                    $0.value = "abc"
                }
            ]
        },

        ConformanceCase(
            "topic/create-exists", .must, .documented,
            "A topic that exists is not created again",
            source: "CreateTopicsRequestTest",
            explain: "Creates the same topic twice; the second must be TOPIC_ALREADY_EXISTS.",
            uses: [.createTopics], profile: .admin, .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let reply = try await session.call(session.createRequest([topic.name]))

            try expect.error(
                try CreatedTopic(reply, topic.name).error, is: .topicAlreadyExists)
        },

        ConformanceCase(
            "topic/create-dup-in-request", .should, .observed,
            "A name that stands twice in one request is an invalid request",
            source: "ControllerApis.createTopics",
            explain: "Creates one name twice in a request; INVALID_REQUEST, and no such topic.",
            uses: [.createTopics, .metadata(4...Int16.max)], profile: .admin, .negative
        ) { session, expect in
            let name = session.topicName()
            let reply = try await session.call(session.createRequest([name, name]))

            try expect.error(try CreatedTopic(reply, name).error, is: .invalidRequest)
            try await session.isAbsent(name, expect)
        },

        ConformanceCase(
            "meta/collide", .should, .documented,
            "A name that differs from another in . and _ alone is refused",
            source: "Topic.hasCollision; metric names would collide",
            explain: "Creates a.b and then a_b; the second must be INVALID_TOPIC_EXCEPTION.",
            uses: [.createTopics], profile: .admin, .negative
        ) { session, expect in
            _ = try await session.createTopic("a.b")
            let name = session.topicName("a_b")
            let reply = try await session.call(session.createRequest([name]))

            try expect.error(try CreatedTopic(reply, name).error, is: .invalidTopicException)
        },

        ConformanceCase(
            "topic/create-collide-in-request", .may, .observed,
            "Names of one request that differ in . and _ alone are both created",
            source: """
                ReplicationControlManager.createTopics looks at the topics there are; a controller \
                on ZooKeeper made one topic after the other and refused the second
                """,
            explain: """
                Creates a.b and a_b in one request, where neither is there; no error for either, \
                and Metadata soon lists both.
                """,
            uses: [.createTopics, .metadata], releases: .from(4, 0), profile: .admin
        ) { session, expect in
            let names = [session.topicName("a.b"), session.topicName("a_b")]
            let reply = try await session.call(session.createRequest(names))

            for name in names { try expect.noError(try CreatedTopic(reply, name).error, name) }
            for name in names { _ = try await session.topic(named: name, partitions: 1) }
        },
    ]
}
