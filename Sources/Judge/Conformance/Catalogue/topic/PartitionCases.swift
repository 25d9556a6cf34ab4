// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// More partitions for a topic, and records cut off at its beginning.
enum PartitionCases {
    private static let createPartitions = ApiUse(.createPartitions)
    private static let deleteRecords = ApiUse(.deleteRecords)

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

    private static func cut(
        _ session: Session, _ topic: Topic, at offset: Int64
    ) async throws -> (error: Observed<ErrorCode>, lowWatermark: Observed<Int64>) {
        let request = DeleteRecordsRequest.with { request in
            request.timeoutMs = 10_000
            request.topics = [
                .with { entry in
                    entry.name = topic.name
                    entry.partitions = [.with { $0.offset = offset }]
                }
            ]
        }
        let reply = try await session.call(request, leaderOf: topic, 0)
        let (_, entry) = try reply.only(reply.message.topics, at: "topics", topic.name)
        let (_, partition) = try reply.only(
            entry.partitions, at: "topics[0].partitions", "partition 0")
        let path = "topics[0].partitions[0]"
        return (
            reply.error("\(path).errorCode", partition.errorCode),
            reply.at("\(path).lowWatermark", partition.lowWatermark)
        )
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

            let grown = try await session.topic(named: topic.name, partitions: 4)
            try expect.equal(grown.partitionCount, 4, "partitions listed")
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

        ConformanceCase(
            "topic/delete-records", .must, .documented,
            "Records below an offset can be deleted; the log then begins there",
            source: "KIP-107",
            explain: """
                Writes five batches, deletes below 3: low watermark 3, earliest offset 3, a Fetch \
                at 2 is out of range, one at 3 gives the rest.
                """,
            uses: [deleteRecords, .createTopics, .produce, .fetch, .listOffsets], profile: .admin
        ) { session, expect in
            let topic = try await session.createTopic()
            for index in 0..<5 { try await session.append(session.batch("v\(index)"), to: topic) }
            let result = try await cut(session, topic, at: 3)

            try expect.noError(result.error)
            try expect.equal(result.lowWatermark, 3)
            try expect.equal(try await session.startOffset(topic), 3, "earliest offset")
            try expect.error(
                try await session.fetch(topic, at: 2).error, is: .offsetOutOfRange)
            let rest = try await session.readAll(topic, from: 3)
            try expect.equal(rest.map { $0.value?.text }, ["v3", "v4"], "what remains")
        },

        ConformanceCase(
            "topic/delete-records-hw", .must, .documented,
            "Offset -1 deletes up to the high watermark",
            source: "KIP-107", explain: "Writes two records and deletes with -1: low watermark 2.",
            uses: [deleteRecords, .createTopics, .produce, .listOffsets], profile: .admin
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b"), to: topic)
            let result = try await cut(session, topic, at: -1)

            try expect.noError(result.error)
            try expect.equal(result.lowWatermark, 2)
            try expect.equal(try await session.startOffset(topic), 2, "earliest offset")
        },

        ConformanceCase(
            "topic/delete-records-beyond", .must, .documented,
            "An offset beyond the high watermark is out of range and deletes nothing",
            source: "DeleteRecordsRequestTest",
            explain: "Deletes below 100 in a log of two: OFFSET_OUT_OF_RANGE, low watermark -1.",
            uses: [deleteRecords, .createTopics, .produce, .listOffsets], profile: .admin, .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b"), to: topic)
            let result = try await cut(session, topic, at: 100)

            try expect.error(result.error, is: .offsetOutOfRange)
            try expect.equal(result.lowWatermark, -1)
            try expect.equal(try await session.startOffset(topic), 0, "earliest offset")
        },

        ConformanceCase(
            "topic/delete-records-lower", .should, .observed,
            "An offset below the begin of the log succeeds and moves nothing back",
            source: "UnifiedLog.maybeIncrementLogStartOffset",
            explain: "Deletes below 2, then below 1; the log must still begin at 2.",
            uses: [deleteRecords, .createTopics, .produce, .listOffsets], profile: .admin
        ) { session, expect in
            let topic = try await session.createTopic()
            for index in 0..<3 { try await session.append(session.batch("v\(index)"), to: topic) }
            _ = try await cut(session, topic, at: 2)
            let result = try await cut(session, topic, at: 1)

            try expect.noError(result.error)
            try expect.equal(result.lowWatermark, 2)
            try expect.equal(try await session.startOffset(topic), 2, "earliest offset")
        },

        ConformanceCase(
            "topic/delete-records-mid-batch", .must, .observed,
            "An offset inside a batch becomes the begin of the log; the batch is still sent whole",
            source: "KIP-107; the log keeps whole batches",
            explain: """
                Writes one batch of four records, deletes below 2: earliest is 2, and a Fetch at 2 \
                returns the batch with base offset 0.
                """,
            uses: [deleteRecords, .createTopics, .produce, .fetch, .listOffsets], profile: .admin
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b", "c", "d"), to: topic)
            try expect.noError(try await cut(session, topic, at: 2).error)

            try expect.equal(try await session.startOffset(topic), 2, "earliest offset")
            let reply = try await session.fetch(topic, at: 2)
            try expect.noError(reply.error)
            try expect.equal(
                try reply.batches().map(\.baseOffset), [0], "base offset of what is sent")
        },
    ]
}
