// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// Records cut off at the beginning of a log (KIP-107).
enum DeleteRecordsCases {
    private static let deleteRecords = ApiUse(.deleteRecords)

    static let all: [ConformanceCase] = cuts + refusals

    private static let cuts: [ConformanceCase] = [
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
            let result = try await session.deleteRecords(topic, below: 3)

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
            let result = try await session.deleteRecords(topic, below: -1)

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
            let result = try await session.deleteRecords(topic, below: 100)

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
            _ = try await session.deleteRecords(topic, below: 2)
            let result = try await session.deleteRecords(topic, below: 1)

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
            try expect.noError(try await session.deleteRecords(topic, below: 2).error)

            try expect.equal(try await session.startOffset(topic), 2, "earliest offset")
            let reply = try await session.fetch(topic, at: 2)
            try expect.noError(reply.error)
            try expect.equal(
                try reply.batches().map(\.baseOffset), [0], "base offset of what is sent")
        },

        ConformanceCase(
            "topic/delete-records-repeat", .must, .documented,
            "The same cut asked for twice succeeds twice",
            source: "KIP-107",
            explain: "Deletes below 2 twice; no error, low watermark 2 both times.",
            uses: [deleteRecords, .createTopics, .produce, .listOffsets], profile: .admin
        ) { session, expect in
            let topic = try await session.createTopic()
            for index in 0..<3 { try await session.append(session.batch("v\(index)"), to: topic) }
            for time in ["first", "second"] {
                let result = try await session.deleteRecords(topic, below: 2)
                try expect.noError(result.error, "the \(time) cut")
                try expect.equal(result.lowWatermark, 2)
            }
            try expect.equal(try await session.startOffset(topic), 2, "earliest offset")
        },

        ConformanceCase(
            "topic/delete-records-at-end", .must, .documented,
            "A cut at the very end of the log empties it",
            source: "DeleteRecordsRequestTest; KIP-107",
            explain: "Writes two records and deletes below 2: the log begins and ends at 2.",
            uses: [deleteRecords, .createTopics, .produce, .listOffsets, .fetch], profile: .admin
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b"), to: topic)
            let result = try await session.deleteRecords(topic, below: 2)

            try expect.noError(result.error)
            try expect.equal(result.lowWatermark, 2)
            try expect.equal(try await session.startOffset(topic), 2, "earliest offset")
            try expect.equal(try await session.endOffset(topic), 2, "latest offset")
            let rest = try await session.fetch(topic, at: 2)
            try expect.noError(rest.error, "a Fetch at the end")
            try expect.equal(try rest.read().count, 0, "records left")
        },

        ConformanceCase(
            "topic/delete-records-told", .must, .documented,
            "Fetch and Produce tell the new begin of the log",
            source: "KIP-107: log_start_offset in both replies",
            explain: "Deletes below 3 of four; both replies must carry log start offset 3.",
            uses: [
                deleteRecords, .createTopics, .produce(5...Int16.max), .fetch(5...Int16.max),
            ], profile: .admin
        ) { session, expect in
            let topic = try await session.createTopic()
            for index in 0..<4 { try await session.append(session.batch("v\(index)"), to: topic) }
            try await session.cut(topic, below: 3)

            try expect.equal(try await session.fetch(topic, at: 3).logStartOffset, 3)
            let produced = try await session.produce(session.batch("next"), to: topic)
            try expect.noError(produced.error)
            try expect.equal(produced.logStartOffset, 3)
        },

        ConformanceCase(
            "topic/delete-records-one-partition", .must, .safety,
            "A cut of one partition leaves the others alone",
            source: "KIP-107",
            explain: "Deletes all of partition 1; partition 0 must still begin at 0 and be whole.",
            uses: [deleteRecords, .createTopics, .produce, .fetch, .listOffsets], profile: .admin
        ) { session, expect in
            let topic = try await session.createTopic(partitions: 2)
            for partition: Int32 in [0, 1] {
                try await session.append(
                    session.batch("a", "b"), to: topic, partition: partition)
            }
            try await session.cut(topic, partition: 1, below: -1)

            try expect.equal(
                try await session.startOffset(topic, partition: 1), 2, "earliest, partition 1")
            try expect.equal(
                try await session.startOffset(topic, partition: 0), 0, "earliest, partition 0")
            try expect.equal(try await session.readValues(topic), ["a", "b"], "partition 0")
        },

        ConformanceCase(
            "topic/delete-records-each-version", .must, .documented,
            "Every advertised version cuts the log",
            source: "KIP-35; DeleteRecordsRequest.json",
            explain: "Cuts one record in each version; the low watermark rises by one each time.",
            uses: [deleteRecords, .createTopics, .produce], profile: .admin
        ) { session, expect in
            let topic = try await session.createTopic()
            let versions = try session.versions(of: DeleteRecordsRequest.self)
            for index in versions { try await session.append(session.batch("\(index)"), to: topic) }
            for (index, version) in versions.enumerated() {
                let result = try await session.deleteRecords(
                    topic, below: Int64(index) + 1, version: version)

                try expect.noError(result.error, "error in v\(version)")
                try expect.equal(
                    result.lowWatermark, Int64(index) + 1, "low watermark in v\(version)")
            }
        },
    ]

    private static let refusals: [ConformanceCase] = [
        ConformanceCase(
            "topic/delete-records-negative", .must, .observed,
            "A negative offset other than -1 is out of range",
            source: "Partition.deleteRecordsOnLeader",
            explain: "Deletes below -2: OFFSET_OUT_OF_RANGE, and nothing is gone.",
            uses: [deleteRecords, .createTopics, .produce, .listOffsets], profile: .admin, .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b"), to: topic)
            let result = try await session.deleteRecords(topic, below: -2)

            try expect.error(result.error, is: .offsetOutOfRange)
            try expect.equal(try await session.startOffset(topic), 0, "earliest offset")
        },

        ConformanceCase(
            "topic/delete-records-unknown-topic", .must, .documented,
            "A cut of a topic that is not there is UNKNOWN_TOPIC_OR_PARTITION",
            source: "KafkaApis.handleDeleteRecordsRequest",
            explain: "Deletes below 0 of a topic nobody made; error 3.",
            uses: [deleteRecords], profile: .admin, .negative
        ) { session, expect in
            let ghost = Topic(name: session.topicName("ghost"))
            let result = try await session.deleteRecords(ghost, below: 0)

            try expect.error(result.error, is: .unknownTopicOrPartition)
        },

        ConformanceCase(
            "topic/delete-records-unknown-partition", .must, .documented,
            "In one request a partition that is not there fails alone",
            source: "KafkaApis.handleDeleteRecordsRequest",
            explain: "Deletes below 1 of partitions 0 and 9; only 9 must fail, with error 3.",
            uses: [deleteRecords, .createTopics, .produce, .listOffsets], profile: .admin, .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b"), to: topic)
            let request = session.deleteRecordsRequest(topic, [(9, 1), (0, 1)])
            let reply = try await session.call(request, leaderOf: topic, 0)

            try expect.error(try Cut(reply, partition: 9).error, is: .unknownTopicOrPartition)
            let good = try Cut(reply, partition: 0)
            try expect.noError(good.error)
            try expect.equal(good.lowWatermark, 1)
            try expect.equal(try await session.startOffset(topic), 1, "earliest offset")
        },

        ConformanceCase(
            "topic/delete-records-compacted", .must, .observed,
            "A compacted topic that does not delete refuses a cut with POLICY_VIOLATION",
            source: "Partition.deleteRecordsOnLeader; UnifiedLog.config.delete",
            explain: "Deletes below 1 where cleanup.policy is compact; error 44, begin still 0.",
            uses: [deleteRecords, .createTopics, .produce, .listOffsets], profile: .admin, .negative
        ) { session, expect in
            let topic = try await session.createTopic(configs: ["cleanup.policy": "compact"])
            try await session.append(
                BatchDraft(session.records(["a", "b"], key: "k")), to: topic)
            let result = try await session.deleteRecords(topic, below: 1)

            try expect.error(result.error, is: .policyViolation)
            try expect.equal(try await session.startOffset(topic), 0, "earliest offset")
        },
    ]
}
