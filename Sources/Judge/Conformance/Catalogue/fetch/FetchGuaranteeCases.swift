// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Compression
import Messages
import Records
import Results

/// What consumers count on beyond a single reply.
enum FetchGuaranteeCases {
    /// A topic with two partitions of three batches, each of some 2,000 bytes.
    private static func filled(_ session: Session) async throws -> Topic {
        let topic = try await session.createTopic(partitions: 2)
        for partition: Int32 in [0, 1] {
            for _ in 0..<3 {
                try await session.append(
                    session.batch(count: 1, bytes: 2_000), to: topic, partition: partition)
            }
        }
        return topic
    }

    private static func timed<Value>(
        _ body: () async throws -> Value
    ) async throws -> (Value, Duration) {
        let clock = ContinuousClock()
        let start = clock.now
        let value = try await body()
        return (value, clock.now - start)
    }

    /// One Fetch of a session; an empty list of partitions asks for what has changed.
    private static func fetch(
        _ session: Session, _ link: Link, id: Int32, epoch: Int32,
        _ parts: [(topic: Topic, partition: Int32, offset: Int64)], forget: Topic? = nil
    ) async throws -> Reply<FetchResponse> {
        let request = session.fetchRequest(parts) { request in
            request.sessionId = id
            request.sessionEpoch = epoch
            if let forget {
                request.forgottenTopicsData = [
                    .with {
                        $0.topic = forget.name
                        $0.topicId = forget.id
                        $0.partitions = [0]
                    }
                ]
            }
        }
        return try await session.call(request, on: link)
    }

    /// Which topics a reply speaks of, by position in `topics`.
    private static func present(_ topics: [Topic], in reply: Reply<FetchResponse>) -> [Int] {
        topics.indices.filter { index in
            reply.message.responses.contains { entry in
                entry.topicId != .zero
                    ? entry.topicId == topics[index].id : entry.topic == topics[index].name
            }
        }
    }

    static let all: [ConformanceCase] = [
        ConformanceCase(
            "fetch/mid-offset-compressed", .must, .safety,
            "A Fetch inside a compressed batch gets the whole batch",
            source: "Record batch v2; seen broken in object-store engines",
            explain: "As fetch/whole-batch-mid-offset with one gzip batch of ten records.",
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            var draft = session.batch(count: 10, bytes: 20)
            draft.codec = .gzip
            try await session.append(draft, to: topic)
            for offset: Int64 in [1, 5, 9] {
                let reply = try await session.fetch(topic, at: offset)
                let found = try reply.read().first { $0.offset == offset }
                try expect.isTrue(
                    found?.value == draft.records[Int(offset)].value,
                    "the record at offset \(offset)", at: reply.records.sighting)
            }
        },

        ConformanceCase(
            "fetch/fairness", .should, .observed,
            "With a small budget every partition gets on over repeated Fetches",
            source: "rptest fetch_fairness_test",
            explain: """
                Two partitions of three batches, a budget of one batch a reply, and each request \
                names first the partition that got nothing; both must be read to their ends.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await filled(session)
            guard session.leader(of: topic, 0) == session.leader(of: topic, 1) else {
                throw expect.leave(.inconclusive, because: "the partitions have two leaders")
            }
            var next: [Int32: Int64] = [0: 0, 1: 0]
            var order: [Int32] = [0, 1]
            for _ in 0..<12 where next.values.contains(where: { $0 < 3 }) {
                var request = session.fetchRequest(
                    topic, partition: order[0], at: next[order[0]] ?? 0
                ) { $0.maxBytes = 100 }
                var other = request.topics[0].partitions[0]
                other.partition = order[1]
                other.fetchOffset = next[order[1]] ?? 0
                request.topics[0].partitions.append(other)
                let reply = try await session.call(request, leaderOf: topic, 0)
                for partition in order {
                    if let last = try Fetched(reply, partition: partition).batches().last {
                        next[partition] = last.nextOffset
                    }
                }
                order.reverse()
            }
            try expect.equal(next, [0: 3, 1: 3], "where each partition has got to")
        },

        ConformanceCase(
            "fetch/longpoll-others-served", .must, .documented,
            "A waiting Fetch holds up no other connection",
            source: "Protocol guide: order is kept within a connection only",
            explain: """
                While a Fetch waits for 3 s on one connection, Metadata on another must be \
                answered within half that time.
                """,
            uses: [.fetch, .metadata]
        ) { session, expect in
            let topic = try await session.createTopic()
            let waiting = try await session.connect(leaderOf: topic)
            let other = try await session.connect()
            _ = try await waiting.post(
                session.fetchRequest(topic, at: 0) {
                    $0.minBytes = 1
                    $0.maxWaitMs = 3_000
                }, version: session.version(of: FetchRequest.self), correlationId: 1)
            let (_, time) = try await timed { try await expect.stillServes(other, session) }

            try expect.isTrue(
                time < .milliseconds(1_500), "Metadata while a Fetch waits",
                actual: "after \(time)")
        },

        ConformanceCase(
            "fetch/sessionless", .must, .documented,
            "Without a session every Fetch reports every partition it names",
            source: "KIP-227: epoch -1 with id 0",
            explain: """
                Fetches two topics twice without a session; both must be in each reply, also when \
                nothing has changed.
                """,
            uses: [.fetch(7...Int16.max)]
        ) { session, expect in
            let topics = [try await session.createTopic(), try await session.createTopic()]
            let link = try await session.connect(leaderOf: topics[0])
            for _ in 0..<2 {
                let reply = try await fetch(
                    session, link, id: 0, epoch: -1, topics.map { ($0, 0, 0) })
                try expect.equal(
                    reply.at("responses", present(topics, in: reply)), [0, 1], "topics reported")
                try expect.equal(reply.at("sessionId", reply.message.sessionId), 0)
            }
        },

        ConformanceCase(
            "fetch/replica-id-needs-auth", .should, .observed,
            "A client that calls itself a replica gets no more than a consumer does",
            source: "KafkaApis: followers need CLUSTER_ACTION; ReplicaManager",
            explain: """
                Fetches with replica id 30000, which no broker has. Without authorisation set up \
                Kafka refuses an unknown replica; a reply or an end of the connection will do, and \
                the broker must go on serving.
                """,
            uses: [.fetch(4...14)], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let link = try await session.connect(leaderOf: topic)
            _ = try await link.post(
                session.fetchRequest(topic, at: 0) { $0.replicaId = 30_000 },
                version: session.version(of: FetchRequest.self), correlationId: 1)

            try await expect.closes(link, "a Fetch of replica 30000") { _ in }
        },
    ]
}
