// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// More partitions for a topic.
enum PartitionCases {
    private static let createPartitions = ApiUse(.createPartitions)

    private static func grow(
        _ session: Session, _ topic: Topic, to count: Int32, validateOnly: Bool = false
    ) async throws -> Observed<ErrorCode> {
        let reply = try await session.call(
            CreatePartitionsRequest.with { request in
                request.timeoutMs = 10_000
                request.validateOnly = validateOnly
                request.topics = [
                    .with {
                        $0.name = topic.name
                        $0.count = count
                        $0.assignments = nil
                    }
                ]
            })
        let (_, entry) = try reply.only(reply.message.results, at: "results", topic.name)
        return reply.error("results[0].errorCode", entry.errorCode)
    }

    static let all: [ConformanceCase] = [
        ConformanceCase(
            "topic/partitions-grow", .must, .documented,
            "A topic can be given more partitions; the old ones are untouched",
            source: "KIP-195",
            explain: "Grows a topic with a record from 2 to 4 partitions; 4 must be listed.",
            uses: [createPartitions, .createTopics, .produce, .fetch], profile: .admin
        ) { session, expect in
            let topic = try await session.createTopic(partitions: 2)
            try await session.append(session.batch("kept"), to: topic)
            try expect.noError(try await grow(session, topic, to: 4))

            let _: Bool = try await session.eventually("4 partitions listed") {
                let reply = try await session.metadata(of: [topic.name])
                return reply.message.topics.first?.partitions.count == 4 ? true : nil
            }
            let grown = try await session.topic(named: topic.name, partitions: 4)
            try expect.equal(try await session.readValues(grown), ["kept"], "old records")
            try expect.equal(
                try await session.append(session.batch("new"), to: grown, partition: 3), 0,
                "first offset of a new partition")
        },

        ConformanceCase(
            "topic/partitions-shrink", .must, .documented,
            "A topic cannot be given fewer partitions",
            source: "KIP-195", explain: "Asks for 1 partition where there are 2.",
            uses: [createPartitions, .createTopics], profile: .admin, .negative
        ) { session, expect in
            let topic = try await session.createTopic(partitions: 2)
            try expect.error(try await grow(session, topic, to: 1), is: .invalidPartitions)
        },

        ConformanceCase(
            "topic/partitions-same", .should, .observed,
            "The number of partitions a topic has is no growth",
            source: "ReplicationControlManager",
            explain: "Asks for 2 partitions where there are 2.",
            uses: [createPartitions, .createTopics], profile: .admin, .negative
        ) { session, expect in
            let topic = try await session.createTopic(partitions: 2)
            try expect.error(try await grow(session, topic, to: 2), is: .invalidPartitions)
        },

        ConformanceCase(
            "topic/partitions-validate-only", .must, .documented,
            "A request that only validates adds no partition",
            source: "KIP-195", explain: "Validates growth from 1 to 3; 1 must remain.",
            uses: [createPartitions, .createTopics, .metadata(4...Int16.max)], profile: .admin
        ) { session, expect in
            let topic = try await session.createTopic()
            try expect.noError(try await grow(session, topic, to: 3, validateOnly: true))

            let reply = try await session.metadata(of: [topic.name])
            try expect.equal(
                reply.at("topics[0].partitions", reply.message.topics.first?.partitions.count ?? 0),
                1)
        },
    ]
}
