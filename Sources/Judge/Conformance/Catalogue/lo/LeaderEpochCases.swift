// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Compression
import Messages
import Records
import Results

/// Where the epochs of a log end.
enum LeaderEpochCases {
    private static let leaderEpochs = ApiUse(.offsetForLeaderEpoch, 2...Int16.max)

    /// The epoch of a partition's leader, as Metadata tells it.
    private static func epoch(of topic: Topic, _ session: Session) async throws -> Int32 {
        let reply = try await session.metadata(of: [topic.name])
        return reply.message.topics.first?.partitions.first?.leaderEpoch ?? -1
    }

    /// What OffsetForLeaderEpoch says of one epoch.
    private static func end(
        of epoch: Int32, current: Int32 = -1, _ session: Session, _ topic: Topic
    ) async throws -> (error: Observed<ErrorCode>, epoch: Observed<Int32>, end: Observed<Int64>) {
        let request = OffsetForLeaderEpochRequest.with { request in
            request.replicaId = -1
            request.topics = [
                .with { entry in
                    entry.topic = topic.name
                    entry.partitions = [
                        .with {
                            $0.currentLeaderEpoch = current
                            $0.leaderEpoch = epoch
                        }
                    ]
                }
            ]
        }
        let reply = try await session.call(request, leaderOf: topic, 0)
        let (_, entry) = try reply.only(reply.message.topics, at: "topics", topic.name)
        let (_, found) = try reply.only(
            entry.partitions, at: "topics[0].partitions", "partition 0")
        let path = "topics[0].partitions[0]"
        return (
            reply.error("\(path).errorCode", found.errorCode),
            reply.at("\(path).leaderEpoch", found.leaderEpoch),
            reply.at("\(path).endOffset", found.endOffset)
        )
    }

    static let all: [ConformanceCase] = [
        ConformanceCase(
            "ole/basic", .must, .documented,
            "OffsetForLeaderEpoch tells where the current epoch ends",
            source: "KIP-101, KIP-320",
            explain: "Writes three records; the current epoch must end at 3.",
            uses: [leaderEpochs, .produce, .metadata(7...Int16.max)]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b", "c"), to: topic)
            let current = try await epoch(of: topic, session)
            let reply = try await end(of: current, session, topic)

            try expect.noError(reply.error)
            try expect.equal(reply.epoch, current)
            try expect.equal(reply.end, 3)
        },

        ConformanceCase(
            "ole/future-epoch", .must, .documented,
            "An epoch that has not come yet has no end",
            source: "KIP-320", explain: "Asks for epoch 10000; epoch and end offset must be -1.",
            uses: [leaderEpochs, .produce]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a"), to: topic)
            let reply = try await end(of: 10_000, session, topic)

            try expect.noError(reply.error)
            try expect.equal(reply.epoch, -1)
            try expect.equal(reply.end, -1)
        },

        ConformanceCase(
            "ole/fence", .must, .documented,
            "OffsetForLeaderEpoch refuses a current epoch newer than the leader's",
            source: "OffsetsForLeaderEpochRequestTest",
            explain: "Asks with the current epoch plus 10; error 75.",
            uses: [leaderEpochs, .metadata(7...Int16.max)], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let current = try await epoch(of: topic, session)
            let reply = try await end(of: current, current: current + 10, session, topic)

            try expect.error(reply.error, is: .unknownLeaderEpoch)
        },
    ]
}
