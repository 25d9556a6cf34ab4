// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// Creating topics, and what the reply says of them.
enum CreateTopicCases {
    static let all: [ConformanceCase] = [
        ConformanceCase(
            "topic/create-basic", .must, .documented,
            "A created topic is there with its partitions",
            source: "KIP-4; CreateTopicsRequestTest",
            explain: "Creates a topic of three partitions; Metadata must soon list all three.",
            uses: [.createTopics, .metadata], profile: .admin
        ) { session, expect in
            let name = session.topicName()
            let reply = try await session.call(session.createRequest([name], partitions: 3))
            try expect.noError(try CreatedTopic(reply, name).error)

            let count = try await session.eventually("the new topic in Metadata") {
                let entry = try await session.metadata(of: [name]).message.topics.first
                return entry?.errorCode == 0 ? entry?.partitions.count : nil
            }
            try expect.equal(count, 3, "partitions listed")
        },

        ConformanceCase(
            "topic/create-defaults", .must, .documented,
            "Partitions -1 and replication factor -1 stand for the broker's defaults",
            source: "KIP-464",
            explain:
                "Creates a topic with both -1; it must come to be with at least one partition.",
            uses: [.createTopics(4...Int16.max), .metadata], profile: .admin
        ) { session, expect in
            let name = session.topicName()
            var request = try session.createRequest([name], partitions: -1)
            request.topics[0].replicationFactor = -1
            let reply = try await session.call(request)
            try expect.noError(try CreatedTopic(reply, name).error)

            let topic = try await session.topic(named: name, partitions: 1)
            try expect.isTrue(topic.partitionCount >= 1, "at least one partition")
        },

        ConformanceCase(
            "topic/create-returns-config", .should, .documented,
            "The reply tells partitions, replication factor and configs of the new topic",
            source: "KIP-525; CreateTopics 5",
            explain: """
                Creates a topic of two partitions with retention.ms=7200000; the reply must say 2 \
                partitions, a factor of at least 1, and that value.
                """,
            uses: [.createTopics(5...Int16.max)], profile: .admin
        ) { session, expect in
            let name = session.topicName()
            let reply = try await session.call(
                session.createRequest(
                    [name], partitions: 2, configs: ["retention.ms": "7200000"]))
            let created = try CreatedTopic(reply, name)

            try expect.noError(created.error)
            try expect.equal(
                reply.at("topics[0].numPartitions", created.entry.numPartitions), 2)
            try expect.atLeast(
                reply.at("topics[0].replicationFactor", created.entry.replicationFactor), 1)
            let retention = created.entry.configs?.first { $0.name == "retention.ms" }?.value
            try expect.equal(
                reply.at("topics[0].configs", retention ?? "not there"), "7200000",
                "retention.ms in the reply")
        },

        ConformanceCase(
            "topic/create-id", .must, .documented,
            "The reply names the id by which Metadata knows the topic",
            source: "KIP-516; CreateTopics 7",
            explain: "Creates a topic; the id must not be zero and must equal that of Metadata.",
            uses: [.createTopics(7...Int16.max), .metadata(10...Int16.max)], profile: .admin
        ) { session, expect in
            let name = session.topicName()
            let reply = try await session.call(session.createRequest([name]))
            let created = try CreatedTopic(reply, name)
            try expect.noError(created.error)
            let topic = try await session.topic(named: name, partitions: 1)

            try expect.isTrue(
                created.entry.topicId != .zero, "an id that is not zero",
                at: reply.sighting("topics[0].topicId"))
            try expect.equal(topic.id, created.entry.topicId, "the id that Metadata tells")
        },

        ConformanceCase(
            "topic/create-validate-only", .must, .documented,
            "A request that only validates creates nothing",
            source: "KIP-4; CreateTopics 1",
            explain: """
                Sends validate_only for a good and a bad topic: no error for the first, 37 for the \
                second, and neither exists afterwards.
                """,
            uses: [.createTopics(1...Int16.max), .metadata(4...Int16.max)], profile: .admin
        ) { session, expect in
            let good = session.topicName("good")
            let bad = session.topicName("bad")
            var request = try session.createRequest([good, bad])
            request.validateOnly = true
            request.topics[1].numPartitions = 0
            let reply = try await session.call(request)

            try expect.noError(try CreatedTopic(reply, good).error)
            try expect.error(try CreatedTopic(reply, bad).error, is: .invalidPartitions)
            try await session.isAbsent(good, expect)
        },

        ConformanceCase(
            "topic/create-partial", .must, .documented,
            "One request may hold good and bad topics; each has its own result",
            source: "CreateTopicsResponse: one result a topic",
            explain: """
                Creates a good topic and one with 0 partitions together; the first must exist, the \
                second must be refused with 37.
                """,
            uses: [.createTopics, .metadata(4...Int16.max)], profile: .admin
        ) { session, expect in
            let good = session.topicName("good")
            let bad = session.topicName("bad")
            var request = try session.createRequest([bad, good])
            request.topics[0].numPartitions = 0
            let reply = try await session.call(request)

            try expect.error(try CreatedTopic(reply, bad).error, is: .invalidPartitions)
            try expect.noError(try CreatedTopic(reply, good).error)
            _ = try await session.topic(named: good, partitions: 1)
            try await session.isAbsent(bad, expect)
        },

        ConformanceCase(
            "topic/create-timeout-zero", .may, .observed,
            "A timeout of zero may give REQUEST_TIMED_OUT; the topic may appear nevertheless",
            source: "testCreateTopicsWithVeryShortTimeouts",
            explain: "Creates a topic with timeout_ms 0: error 0, or 7 as an alternative.",
            uses: [.createTopics], profile: .admin
        ) { session, expect in
            let name = session.topicName()
            var request = try session.createRequest([name])
            request.timeoutMs = 0
            let reply = try await session.call(request)

            try expect.error(
                try CreatedTopic(reply, name).error, is: .none,
                orAlternatively: [.requestTimedOut])
        },

        ConformanceCase(
            "topic/name-249", .must, .documented,
            "A name of 249 characters is good",
            source: "Topic.validate; librdkafka 0028",
            explain: "Creates a topic whose name has 249 characters; it must come to be.",
            uses: [.createTopics, .metadata], profile: .admin
        ) { session, expect in
            let name = session.topicName(
                String(repeating: "n", count: 249 - session.prefix.utf8.count))
            let reply = try await session.call(session.createRequest([name]))

            try expect.noError(try CreatedTopic(reply, name).error)
            _ = try await session.topic(named: name, partitions: 1)
        },
    ]
}
