// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages
import Records
import Results

/// Fetches of what is not there, and leader epochs (KIP-320).
enum FetchErrorCases {
    static let all: [ConformanceCase] = [
        ConformanceCase(
            "fetch/unknown-topic", .must, .documented,
            "A topic name that does not exist is UNKNOWN_TOPIC_OR_PARTITION",
            source: "Protocol guide, Fetch",
            explain: "Fetches by name, in a version up to 12, a topic never made; expects error 3.",
            uses: [.fetch(4...12)], .negative
        ) { session, expect in
            let missing = Topic(name: session.topicName("missing"))
            let reply = try await session.fetch(missing, at: 0)

            try expect.error(reply.error, is: .unknownTopicOrPartition)
            try expect.equal(reply.records.value.count, 0, "bytes of records")
        },

        ConformanceCase(
            "fetch/unknown-partition", .must, .documented,
            "A partition beyond the topic's last is UNKNOWN_TOPIC_OR_PARTITION",
            source: "Protocol guide, Fetch",
            explain: """
                Fetches partitions 0 and 9 of a topic that has one; 9 must carry error 3 and 0 \
                must give its record all the same.
                """,
            uses: [.produce, .fetch], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a"), to: topic)
            let reply = try await session.call(
                FetchRequest.of(topic, [(9, 0), (0, 0)]), leaderOf: topic, 0)
            let good = try Fetched(reply, partition: 0)
            let bad = try Fetched(reply, partition: 9)

            try expect.error(bad.error, is: .unknownTopicOrPartition)
            try expect.noError(good.error)
            try expect.equal(try good.read().count, 1, "records of partition 0")
        },

        ConformanceCase(
            "fetch/unknown-topic-id", .must, .documented,
            "A topic id that nobody has is UNKNOWN_TOPIC_ID",
            source: "KIP-516",
            explain: "Fetches by an invented id in version 13 or later; expects error 100.",
            uses: [.fetch(13...Int16.max)], .negative
        ) { session, expect in
            let id = Uuid(high: 0x1234_5678_9ABC_4DEF, low: 0x8123_4567_89AB_CDEF)
            let reply = try await session.fetch(Topic(name: "", id: id), at: 0)

            try expect.error(reply.error, is: .unknownTopicId)
        },

        ConformanceCase(
            "fetch/zero-topic-id", .should, .observed,
            "The zero topic id is UNKNOWN_TOPIC_ID",
            source: "KIP-516; KafkaApis.handleFetchRequest",
            explain: "Fetches by the id that stands for none; expects error 100.",
            uses: [.fetch(13...Int16.max)], .negative
        ) { session, expect in
            let reply = try await session.fetch(Topic(name: ""), at: 0)

            try expect.error(reply.error, is: .unknownTopicId)
        },

        ConformanceCase(
            "fetch/inconsistent-topic-id", .must, .documented,
            "The id of a deleted topic does not read the one made anew under its name",
            source: "KIP-516",
            explain: """
                Deletes a topic and makes it anew, then fetches by the old id; expects error 100 \
                (or 103) and no record of the new one.
                """,
            uses: [.produce, .fetch(13...Int16.max), .createTopics, .deleteTopics(1...5)],
            .negative
        ) { session, expect in
            let old = try await session.createTopic("again")
            let request = DeleteTopicsRequest.with {
                $0.topicNames = [old.name]
                $0.timeoutMs = 10_000
            }
            _ = try await session.call(request)
            _ = try await session.eventually("the topic made anew") { () -> Bool? in
                let reply = try await session.call(try session.createRequest([old.name]))
                return reply.message.topics.first?.errorCode == 0 ? true : nil
            }
            // Metadata may show the deleted topic for a moment longer.
            let new = try await session.eventually("the new topic's id shown") { () -> Topic? in
                let shown = try await session.topic(named: old.name, partitions: 1)
                return shown.id == old.id ? nil : shown
            }
            try await session.append(session.batch("new"), to: new)
            let reply = try await session.fetch(old, at: 0)

            try expect.error(reply.error, isOneOf: [.unknownTopicId, .inconsistentTopicId])
            try expect.equal(reply.records.value.count, 0, "bytes of records")
        },

        ConformanceCase(
            "fetch/epoch-unknown", .must, .documented,
            "A leader epoch newer than the broker's is UNKNOWN_LEADER_EPOCH",
            source: "KIP-320; FetchRequestTest.testCurrentEpochValidation",
            explain: "Fetches with a current leader epoch of 1000; expects error 75.",
            uses: [.produce, .fetch(9...Int16.max)], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a"), to: topic)
            let reply = try await session.fetch(topic, at: 0) {
                $0.topics[0].partitions[0].currentLeaderEpoch = 1000
            }

            try expect.error(reply.error, is: .unknownLeaderEpoch)
            try expect.equal(reply.records.value.count, 0, "bytes of records")
        },

        ConformanceCase(
            "fetch/epoch-none", .must, .documented,
            "Without a leader epoch nothing is checked, with the right one it is served",
            source: "KIP-320",
            explain: """
                Fetches with epoch -1 and with the one that Metadata names; both must give the \
                record.
                """,
            uses: [.produce, .fetch(9...Int16.max), .metadata(7...Int16.max)]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a"), to: topic)
            let metadata = try await session.metadata(of: [topic.name])
            let epoch = metadata.message.topics.first?.partitions.first?.leaderEpoch ?? -1
            for claimed in [-1, epoch] {
                let reply = try await session.fetch(topic, at: 0) {
                    $0.topics[0].partitions[0].currentLeaderEpoch = claimed
                }

                try expect.noError(reply.error, "error with epoch \(claimed)")
                try expect.equal(try reply.read().count, 1, "records")
            }
        },

        ConformanceCase(
            "fetch/diverging-epoch", .should, .documented,
            "Who asks beyond the end of the epoch it last saw is told where that epoch ended",
            source: "KIP-595; FetchRequestTest.testLastFetchedEpochValidation",
            explain: """
                Fetches at offset 50 of a log of two records with the true epoch as the last one \
                fetched; the reply must name that epoch as diverging and give no record.
                """,
            uses: [.produce, .fetch(12...Int16.max), .metadata(7...Int16.max)], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b"), to: topic)
            let metadata = try await session.metadata(of: [topic.name])
            let epoch = metadata.message.topics.first?.partitions.first?.leaderEpoch ?? -1
            let reply = try await session.fetch(topic, at: 50) {
                $0.topics[0].partitions[0].currentLeaderEpoch = epoch
                $0.topics[0].partitions[0].lastFetchedEpoch = epoch
            }

            try expect.noError(reply.error)
            try expect.equal(reply.divergingEpoch, epoch)
            try expect.equal(reply.records.value.count, 0, "bytes of records")
        },

        ConformanceCase(
            "fetch/isolation-uncommitted", .must, .documented,
            "Reading uncommitted lists no aborted transactions",
            source: "KIP-98",
            explain: """
                Fetches at both isolation levels a log without transactions; both must give the \
                records and no aborted transaction.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b"), to: topic)
            for isolation in [Int8(0), 1] {
                let reply = try await session.fetch(topic, at: 0) { $0.isolationLevel = isolation }

                try expect.noError(reply.error)
                try expect.equal(reply.abortedCount, 0)
                try expect.equal(try reply.read().count, 2, "records at isolation \(isolation)")
            }
        },

        ConformanceCase(
            "fetch/rack-preferred", .may, .documented,
            "A rack of the client's own leads to no replica that does not exist",
            source: "KIP-392",
            explain: """
                Fetches with a rack nobody has; records must come, or a preferred replica that \
                Metadata knows.
                """,
            uses: [.produce, .fetch(11...Int16.max)]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a"), to: topic)
            let reply = try await session.fetch(topic, at: 0) { $0.rackId = "assay-rack" }
            let preferred = reply.reply.partitions.first?.preferredReadReplica ?? -1
            let brokers = try await session.metadata(of: []).message.brokers.map(\.nodeId)

            try expect.noError(reply.error)
            try expect.isTrue(
                preferred == -1 || brokers.contains(preferred), "a broker that exists, or none",
                actual: "\(preferred)", at: reply.error.sighting)
        },
    ]
}
