// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages
import Results

/// ListOffsets for what is not there, and leader epochs.
enum ListOffsetsErrorCases {
    static let all: [ConformanceCase] = [
        ConformanceCase(
            "lo/unknown-topic", .must, .documented,
            "A topic that does not exist is UNKNOWN_TOPIC_OR_PARTITION",
            source: "ListOffsetsRequestTest.testListOffsetsErrorCodes",
            explain: "Asks for the latest offset of a topic that was never made; expects error 3.",
            uses: [.listOffsets], .negative
        ) { session, expect in
            let missing = Topic(name: session.topicName("missing"))
            let reply = try await session.listOffsets(missing, at: TimeTarget.latest)

            try expect.error(reply.error, is: .unknownTopicOrPartition)
            try expect.equal(reply.offset, -1)
        },

        ConformanceCase(
            "lo/unknown-partition", .must, .documented,
            "A partition beyond the topic's last is UNKNOWN_TOPIC_OR_PARTITION",
            source: "ListOffsetsRequestTest.testListOffsetsErrorCodes",
            explain: "Asks for partition 7 of a topic that has one; expects error 3.",
            uses: [.listOffsets], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let reply = try await session.listOffsets(topic, partition: 7, at: TimeTarget.latest)

            try expect.error(reply.error, is: .unknownTopicOrPartition)
        },

        ConformanceCase(
            "lo/epoch-unknown", .must, .documented,
            "A leader epoch newer than the broker's is UNKNOWN_LEADER_EPOCH",
            source: "KIP-320; ListOffsetsRequestTest.testCurrentEpochValidation",
            explain: """
                Asks with the current leader epoch, which must be served, then with one a hundred \
                higher; expects error 75.
                """,
            uses: [.produce, .listOffsets(4...Int16.max)], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a"), to: topic)
            let known = try await session.listOffsets(topic, at: TimeTarget.latest)
            let epoch = known.leaderEpoch.value
            let current = try await session.listOffsets(
                topic, at: TimeTarget.latest, leaderEpoch: epoch)
            let later = try await session.listOffsets(
                topic, at: TimeTarget.latest, leaderEpoch: epoch + 100)

            try expect.noError(current.error)
            try expect.error(later.error, is: .unknownLeaderEpoch)
        },

        ConformanceCase(
            "lo/leader-epoch-in-reply", .should, .documented,
            "The reply carries the leader epoch of what it found",
            source: "KIP-320",
            explain: """
                Asks for earliest, latest and a record's time; each reply from version 4 on must \
                carry an epoch that is not negative, and not a newer one than the latest's.
                """,
            uses: [.produce, .listOffsets(4...Int16.max)]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b"), to: topic)
            let latest = try await session.listOffsets(topic, at: TimeTarget.latest)
            let earliest = try await session.listOffsets(topic, at: TimeTarget.earliest)
            let record = try await session.listOffsets(topic, at: session.baseTime + 1)

            try expect.atLeast(latest.leaderEpoch, 0)
            try expect.atLeast(record.leaderEpoch, 0)
            try expect.isTrue(
                record.leaderEpoch.value <= latest.leaderEpoch.value
                    && earliest.leaderEpoch.value <= latest.leaderEpoch.value,
                "no record is of a later epoch than the log's end",
                at: record.leaderEpoch.sighting)
        },

        ConformanceCase(
            "lo/partial-errors", .must, .documented,
            "One bad partition leaves the answers for the others alone",
            source: "Protocol guide: errors are per partition",
            explain: """
                Asks for partitions 0 and 9 of a topic that has one in a single request; 0 must be \
                answered and 9 be error 3.
                """,
            uses: [.produce, .listOffsets], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a"), to: topic)
            let request = ListOffsetsRequest.with { request in
                request.replicaId = -1
                request.topics = [
                    .with { entry in
                        entry.name = topic.name
                        entry.partitions = [0, 9].map { (index: Int32) in
                            .with {
                                $0.partitionIndex = index
                                $0.currentLeaderEpoch = -1
                                $0.timestamp = TimeTarget.latest
                            }
                        }
                    }
                ]
            }
            let reply = try await session.call(request, leaderOf: topic, 0)
            let good = try Listed(reply, partition: 0)
            let bad = try Listed(reply, partition: 9)

            try expect.noError(good.error)
            try expect.equal(good.offset, 1)
            try expect.error(bad.error, is: .unknownTopicOrPartition)
        },
    ]
}
