// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// Deleting topics, and what remains of them.
enum DeleteTopicCases {
    static let all: [ConformanceCase] = [
        ConformanceCase(
            "topic/delete", .must, .documented,
            "A deleted topic is gone and its records cannot be read",
            source: "DeleteTopicsRequestTest",
            explain: """
                Writes a record, deletes the topic; Metadata must forget it and Fetch must soon be \
                refused.
                """,
            uses: [.createTopics, .deleteTopics, .metadata(4...Int16.max), .produce, .fetch],
            profile: .admin
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("v"), to: topic)
            try await session.deleteTopic(topic)

            let refusals: [ErrorCode] = [
                .unknownTopicOrPartition, .unknownTopicId, .notLeaderOrFollower,
            ]
            let error = try await session.eventually("a refused Fetch of a deleted topic") {
                let error = try await session.fetch(topic, at: 0).error
                return error.value == .none ? nil : error
            }
            try expect.error(error, isOneOf: refusals)
        },

        ConformanceCase(
            "topic/delete-unknown", .must, .documented,
            "Deleting a topic that is not there is UNKNOWN_TOPIC_OR_PARTITION",
            source: "DeleteTopicsRequestTest",
            explain: "Deletes a name that nobody made.",
            uses: [.deleteTopics], profile: .admin, .negative
        ) { session, expect in
            let name = session.topicName("missing")
            let reply = try await session.call(
                DeleteTopicsRequest.with { request in
                    request.timeoutMs = 10_000
                    request.topicNames = [name]
                    request.topics = [.with { $0.name = name }]
                })
            let (_, entry) = try reply.only(reply.message.responses, at: "responses", name)

            try expect.error(
                reply.error("responses[0].errorCode", entry.errorCode),
                is: .unknownTopicOrPartition)
        },

        ConformanceCase(
            "topic/delete-unknown-id", .must, .documented,
            "Deleting an id that nobody has is UNKNOWN_TOPIC_ID",
            source: "KIP-516; DeleteTopics 6",
            explain: "Deletes by an id that no topic has.",
            uses: [.deleteTopics(6...Int16.max)], profile: .admin, .negative
        ) { session, expect in
            let reply = try await session.call(
                DeleteTopicsRequest.with { request in
                    request.timeoutMs = 10_000
                    request.topics = [
                        .with {
                            $0.name = nil
                            $0.topicId = Uuid(high: 0x1234_5678_9ABC_4DEF, low: 1 << 63 | 7)
                        }
                    ]
                })
            let (_, entry) = try reply.only(reply.message.responses, at: "responses", "the id")

            try expect.error(
                reply.error("responses[0].errorCode", entry.errorCode), is: .unknownTopicId)
        },

        ConformanceCase(
            "topic/delete-name-and-id", .should, .observed,
            "A name and an id together are an invalid request",
            source: "KIP-516; ControllerApis.deleteTopics",
            explain: "Deletes by name and id at once; INVALID_REQUEST, and the topic stays.",
            uses: [.createTopics, .deleteTopics(6...Int16.max), .metadata(10...Int16.max)],
            profile: .admin, .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let reply = try await session.call(
                DeleteTopicsRequest.with { request in
                    request.timeoutMs = 10_000
                    request.topics = [
                        .with {
                            $0.name = topic.name
                            $0.topicId = topic.id
                        }
                    ]
                })
            let (_, entry) = try reply.only(reply.message.responses, at: "responses", "the topic")

            try expect.error(
                reply.error("responses[0].errorCode", entry.errorCode), is: .invalidRequest)
            let after = try await session.metadata(of: [topic.name])
            try expect.equal(
                after.at("topics[0].errorCode", after.message.topics.first?.errorCode ?? -1), 0)
        },

        ConformanceCase(
            "topic/recreate-fresh-offsets", .must, .safety,
            "A topic made again begins at offset 0 and shows none of its former records",
            source: "KIP-516; librdkafka 0107",
            explain: """
                Writes three records, deletes the topic, makes it again: the log must be empty, \
                the first new record must have offset 0 and be the only one read.
                """,
            uses: [.createTopics, .deleteTopics, .metadata(4...Int16.max), .produce, .fetch]
        ) { session, expect in
            let old = try await session.createTopic("again")
            try await session.append(session.batch("old1", "old2", "old3"), to: old)
            try await session.deleteTopic(old)
            let new = try await session.createTopic("again")

            try expect.equal(try await session.endOffset(new), 0, "end of the new log")
            try expect.equal(
                try await session.append(session.batch("new"), to: new), 0,
                "offset of the first new record")
            try expect.equal(try await session.readValues(new), ["new"], "values read")
        },
    ]
}
