// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages
import Records
import Results

/// Incremental fetch sessions (KIP-227).
enum FetchSessionCases {
    private static let uses: [ApiUse] = [.produce, .fetch(7...Int16.max)]

    /// Opens a session over the partitions of `topic`, which hold one record each; a broker that
    /// keeps no sessions is none of these cases' business.
    private static func open(
        _ session: Session, _ expect: Expect, _ topic: Topic, on link: Link,
        version: Int16? = nil
    ) async throws -> Int32 {
        let positions = (0..<topic.partitionCount).map { (partition: $0, offset: Int64(1)) }
        let reply = try await session.call(
            FetchRequest.of(topic, positions) { $0.sessionEpoch = 0 }, version: version, on: link)
        try expect.noError(reply.topError)
        guard reply.message.sessionId != 0 else {
            throw expect.leave(.notApplicable, because: "the broker opened no session (id 0)")
        }
        return reply.message.sessionId
    }

    /// A topic of two partitions with a record in each, led by one broker.
    private static func prepare(
        _ session: Session, _ expect: Expect
    ) async throws -> (Topic, Link) {
        let topic = try await session.createTopic(partitions: 2)
        guard session.leader(of: topic, 0) == session.leader(of: topic, 1) else {
            throw expect.leave(.skipped, because: "needs both partitions on one broker")
        }
        for partition in Int32(0)..<2 {
            try await session.append(session.batch("a"), to: topic, partition: partition)
        }
        return (topic, try await session.connect(leaderOf: topic))
    }

    /// The next request of a session: nothing new but what `change` sets.
    private static func next(
        _ id: Int32, epoch: Int32, _ change: (inout FetchRequest) -> Void = { _ in }
    ) -> FetchRequest {
        .with { request in
            request.maxWaitMs = 200
            request.maxBytes = 50 << 20
            request.sessionId = id
            request.sessionEpoch = epoch
            change(&request)
        }
    }

    static let all: [ConformanceCase] = [
        ConformanceCase(
            "fetch/session-create", .should, .documented,
            "Epoch 0 opens a session and gives everything asked for",
            source: "KIP-227; FetchSessionTest",
            explain: """
                Fetches two partitions with session epoch 0; both must be in the reply, with a \
                session id (0 says that none was opened).
                """,
            uses: uses
        ) { session, expect in
            let (topic, link) = try await prepare(session, expect)
            let reply = try await session.call(
                FetchRequest.of(topic, [(0, 0), (1, 0)]) { $0.sessionEpoch = 0 }, on: link)

            try expect.noError(reply.topError)
            try expect.equal(reply.partitions.count, 2, "partitions in the first reply")
            if reply.message.sessionId == 0 { expect.alternative("opens no session") }
        },

        ConformanceCase(
            "fetch/session-incremental", .must, .documented,
            "A later fetch of a session gives only the partitions that changed",
            source: "KIP-227",
            explain: """
                Opens a session at the end of two partitions, appends to the second and asks with \
                an empty list; only the second may be in the reply, with its record.
                """,
            uses: uses
        ) { session, expect in
            let (topic, link) = try await prepare(session, expect)
            let id = try await open(session, expect, topic, on: link)
            let idle = try await session.call(next(id, epoch: 1), on: link)
            try await session.append(session.batch("b"), to: topic, partition: 1)
            let reply = try await session.call(next(id, epoch: 2), on: link)

            try expect.noError(idle.topError)
            try expect.equal(
                idle.partitions.count, 0, "partitions when nothing changed",
                at: idle.sighting("responses"))
            try expect.noError(reply.topError)
            try expect.equal(
                reply.partitions.map(\.partitionIndex), [1], "partitions that changed",
                at: reply.sighting("responses"))
            try expect.equal(
                try Fetched(reply, partition: 1).read().map { $0.value?.text }, ["b"], "values")
        },

        ConformanceCase(
            "fetch/session-forget", .must, .documented,
            "A forgotten partition is no longer given",
            source: "KIP-227",
            explain: """
                Opens a session over two partitions, forgets the first, appends to both; only the \
                second may be in the reply.
                """,
            uses: uses
        ) { session, expect in
            let (topic, link) = try await prepare(session, expect)
            let id = try await open(session, expect, topic, on: link)
            let forget = next(id, epoch: 1) {
                $0.forgottenTopicsData = [
                    .with {
                        $0.topic = topic.name
                        $0.topicId = topic.id
                        $0.partitions = [0]
                    }
                ]
            }
            let first = try await session.call(forget, on: link)
            for partition in Int32(0)..<2 {
                try await session.append(session.batch("b"), to: topic, partition: partition)
            }
            let reply = try await session.call(next(id, epoch: 2), on: link)

            try expect.noError(first.topError)
            try expect.noError(reply.topError)
            try expect.equal(
                reply.partitions.map(\.partitionIndex), [1], "partitions still in the session",
                at: reply.sighting("responses"))
        },

        ConformanceCase(
            "fetch/session-update-offset", .must, .documented,
            "A new position of a partition takes effect in its session",
            source: "KIP-227",
            explain: """
                Opens a session at the end of two partitions and moves the first back to 0; its \
                record must be given.
                """,
            uses: uses
        ) { session, expect in
            let (topic, link) = try await prepare(session, expect)
            let id = try await open(session, expect, topic, on: link)
            let back = FetchRequest.of(topic, [(0, 0)]) {
                $0.sessionId = id
                $0.sessionEpoch = 1
            }
            let reply = try await session.call(back, on: link)

            try expect.noError(reply.topError)
            try expect.equal(
                try Fetched(reply, partition: 0).read().compactMap(\.offset), [0], "offsets")
        },

        ConformanceCase(
            "fetch/session-bad-epoch", .must, .documented,
            "A session epoch out of order is INVALID_FETCH_SESSION_EPOCH",
            source: "KIP-227",
            explain: """
                Opens a session and goes on with epoch 5 where 1 is due; expects error 71 for the \
                request as a whole, and no partition.
                """,
            uses: uses, .negative
        ) { session, expect in
            let (topic, link) = try await prepare(session, expect)
            let id = try await open(session, expect, topic, on: link)
            let reply = try await session.call(next(id, epoch: 5), on: link)

            try expect.error(reply.topError, is: .invalidFetchSessionEpoch)
            try expect.equal(reply.partitions.count, 0, "partitions")
        },

        ConformanceCase(
            "fetch/session-unknown-id", .must, .documented,
            "A session id that nobody has is FETCH_SESSION_ID_NOT_FOUND",
            source: "KIP-227",
            explain: "Goes on with an invented session id; expects error 70.",
            uses: [.fetch(7...Int16.max)], .negative
        ) { session, expect in
            let reply = try await session.call(next(0x7ABC_DEF1, epoch: 1))

            try expect.error(reply.topError, is: .fetchSessionIdNotFound)
            try expect.equal(reply.partitions.count, 0, "partitions")
        },

        ConformanceCase(
            "fetch/session-close", .must, .documented,
            "Epoch -1 with an id closes the session and answers in full",
            source: "KIP-227",
            explain: """
                Opens a session, closes it with a fetch of both partitions, and goes on with its \
                id; the closing reply must hold both, the last one be error 70.
                """,
            uses: uses, .negative
        ) { session, expect in
            let (topic, link) = try await prepare(session, expect)
            let id = try await open(session, expect, topic, on: link)
            let close = FetchRequest.of(topic, [(0, 0), (1, 0)]) {
                $0.sessionId = id
                $0.sessionEpoch = -1
            }
            let closing = try await session.call(close, on: link)
            let after = try await session.call(next(id, epoch: 1), on: link)

            try expect.noError(closing.topError)
            try expect.equal(closing.partitions.count, 2, "partitions of the closing reply")
            try expect.error(after.topError, is: .fetchSessionIdNotFound)
        },

        ConformanceCase(
            "fetch/session-mix-id-name", .should, .documented,
            "A session opened by names cannot go on by ids",
            source: "KIP-516",
            explain: """
                Opens a session in version 12 and goes on in version 13, naming a partition; \
                expects FETCH_SESSION_TOPIC_ID_ERROR (106).
                """,
            uses: [.produce, .fetch(12...Int16.max)], .negative
        ) { session, expect in
            guard try session.versions(of: FetchRequest.self).contains(13) else {
                throw expect.leave(.unsupported, because: "Fetch 13 is not advertised")
            }
            let (topic, link) = try await prepare(session, expect)
            let id = try await open(session, expect, topic, on: link, version: 12)
            let mixed = FetchRequest.of(topic, [(0, 0)]) {
                $0.sessionId = id
                $0.sessionEpoch = 1
            }
            let reply = try await session.call(mixed, version: 13, on: link)

            try expect.error(reply.topError, is: .fetchSessionTopicIdError)
        },

        ConformanceCase(
            "fetch/session-error-partition-kept", .should, .observed,
            "A partition in error is repeated by its session until it is cured",
            source: "FetchRequestTest.testCreateIncrementalFetchWithPartitionsInErrorV12",
            explain: """
                Opens a session, in a version up to 12, over one partition that exists and one \
                that does not; the second must be in the next reply again, with its error.
                """,
            uses: [.produce, .fetch(7...12)], .negative
        ) { session, expect in
            let (topic, link) = try await prepare(session, expect)
            let first = try await session.call(
                FetchRequest.of(topic, [(0, 1), (9, 0)]) { $0.sessionEpoch = 0 }, on: link)
            let id = first.message.sessionId
            guard id != 0 else {
                throw expect.leave(.notApplicable, because: "the broker opened no session (id 0)")
            }
            let reply = try await session.call(next(id, epoch: 1), on: link)

            try expect.error(
                try Fetched(reply, partition: 9).error, is: .unknownTopicOrPartition)
            try expect.equal(
                reply.partitions.map(\.partitionIndex), [9], "partitions in the second reply",
                at: reply.sighting("responses"))
        },
    ]
}
