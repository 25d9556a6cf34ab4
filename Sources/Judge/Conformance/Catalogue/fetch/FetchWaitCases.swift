// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages
import Records
import Results

/// How long a fetch waits for data: long polling.
enum FetchWaitCases {
    static let all: [ConformanceCase] = [
        ConformanceCase(
            "fetch/longpoll-wait", .must, .documented,
            "With nothing to give, a fetch is answered when max_wait_ms is over, not before",
            source: "Protocol guide, Fetch: max_wait_ms and min_bytes",
            explain: """
                Fetches at the end of the log with min_bytes 1 and max_wait_ms 400; the empty \
                answer must take at least 350 ms and come at all.
                """,
            uses: [.produce, .fetch], .alone
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a"), to: topic)
            let link = try await session.connect(leaderOf: topic)
            let begin = ContinuousClock.now
            let reply = try await session.fetch(topic, at: 1, on: link) {
                $0.minBytes = 1
                $0.maxWaitMs = 400
            }
            let taken = ContinuousClock.now - begin

            try expect.noError(reply.error)
            try expect.equal(reply.records.value.count, 0, "bytes of records")
            try expect.isTrue(
                taken >= .milliseconds(350), "the answer waits for max_wait_ms",
                actual: "answered after \(taken)", at: reply.records.sighting)
        },

        ConformanceCase(
            "fetch/longpoll-wakeup", .must, .documented,
            "A waiting fetch is answered as soon as a record arrives",
            source: "Protocol guide, Fetch: min_bytes",
            explain: """
                Fetches at the end of the log with max_wait_ms 10000 and produces meanwhile; the \
                record must come back long before the time is over.
                """,
            uses: [.produce, .fetch], .alone
        ) { session, expect in
            let topic = try await session.createTopic()
            let link = try await session.connect(leaderOf: topic)
            let version = try session.version(of: FetchRequest.self)
            let request = session.fetchRequest(topic, at: 0) {
                $0.minBytes = 1
                $0.maxWaitMs = 10_000
            }
            let begin = ContinuousClock.now
            let frame = try await link.post(request, version: version, correlationId: 71)
            try await session.append(session.batch("late"), to: topic)
            let reply = try link.decode(
                try await link.nextFrame("the waiting fetch"), as: FetchResponse.self,
                version: version, request: frame)
            let taken = ContinuousClock.now - begin
            let fetched = try Fetched(reply, partition: 0)

            try expect.equal(
                try fetched.read().map { $0.value?.text }, ["late"], "values",
                at: fetched.records.sighting)
            try expect.isTrue(
                taken < .seconds(8), "the answer comes with the record",
                actual: "answered after \(taken)", at: fetched.records.sighting)
        },

        ConformanceCase(
            "fetch/longpoll-min-bytes", .must, .documented,
            "A fetch waits until min_bytes are there or the time is over",
            source: "Protocol guide, Fetch: min_bytes",
            explain: """
                Asks for at least 10 kB within 600 ms while the log holds 100 bytes; the answer \
                must wait, and then hold what is there.
                """,
            uses: [.produce, .fetch], .alone
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("little"), to: topic)
            let link = try await session.connect(leaderOf: topic)
            let begin = ContinuousClock.now
            let reply = try await session.fetch(topic, at: 0, on: link) {
                $0.minBytes = 10_000
                $0.maxWaitMs = 600
            }
            let taken = ContinuousClock.now - begin

            try expect.noError(reply.error)
            try expect.isTrue(
                taken >= .milliseconds(500), "the answer waits for min_bytes or the time",
                actual: "answered after \(taken)", at: reply.records.sighting)
            try expect.equal(
                try reply.read().count, 1, "records there when the time is over",
                at: reply.records.sighting)
        },

        ConformanceCase(
            "fetch/longpoll-min-bytes-reached", .must, .documented,
            "A fetch that waits for min_bytes is answered when they are there",
            source: "Protocol guide, Fetch: min_bytes",
            explain: """
                Asks for at least 10 kB within 10 s; a first small batch must not be all that \
                comes, a second of 20 kB must bring the answer at once.
                """,
            uses: [.produce, .fetch], .alone
        ) { session, expect in
            let topic = try await session.createTopic()
            let link = try await session.connect(leaderOf: topic)
            let version = try session.version(of: FetchRequest.self)
            let request = session.fetchRequest(topic, at: 0) {
                $0.minBytes = 10_000
                $0.maxWaitMs = 10_000
            }
            let begin = ContinuousClock.now
            let frame = try await link.post(request, version: version, correlationId: 72)
            try await session.append(session.batch("little"), to: topic)
            try await session.append(session.batch(count: 20, bytes: 1000), to: topic)
            let reply = try link.decode(
                try await link.nextFrame("the waiting fetch"), as: FetchResponse.self,
                version: version, request: frame)
            let taken = ContinuousClock.now - begin
            let fetched = try Fetched(reply, partition: 0)

            try expect.equal(
                try fetched.read().count, 21, "records", at: fetched.records.sighting)
            try expect.isTrue(
                taken < .seconds(8), "the answer comes when min_bytes are there",
                actual: "answered after \(taken)", at: fetched.records.sighting)
        },

        ConformanceCase(
            "fetch/longpoll-min-zero", .must, .documented,
            "With min_bytes 0 a fetch is answered at once",
            source: "Protocol guide, Fetch: min_bytes 0",
            explain: """
                Fetches at the end of the log with min_bytes 0 and max_wait_ms 10000; the empty \
                answer must come within 5 s.
                """,
            uses: [.produce, .fetch], .alone
        ) { session, expect in
            let topic = try await session.createTopic()
            let link = try await session.connect(leaderOf: topic)
            let begin = ContinuousClock.now
            let reply = try await session.fetch(topic, at: 0, on: link) {
                $0.minBytes = 0
                $0.maxWaitMs = 10_000
            }
            let taken = ContinuousClock.now - begin

            try expect.noError(reply.error)
            try expect.isTrue(
                taken < .seconds(5), "an answer at once", actual: "answered after \(taken)",
                at: reply.records.sighting)
        },

        ConformanceCase(
            "fetch/longpoll-error-immediate", .should, .observed,
            "A partition whose log refuses the read ends the wait of the whole request",
            source: "ReplicaManager.fetchMessages: an error while reading answers at once",
            explain: """
                Fetches an empty partition and one beyond its end, with max_wait_ms 10000; the \
                answer must come within 5 s. A partition that does not exist does not end the \
                wait: Kafka sorts it out before it reads.
                """,
            uses: [.fetch], .negative, .alone
        ) { session, expect in
            let topic = try await session.createTopic(partitions: 2)
            guard session.leader(of: topic, 0) == session.leader(of: topic, 1) else {
                throw expect.leave(.skipped, because: "needs both partitions on one broker")
            }
            let link = try await session.connect(leaderOf: topic)
            let begin = ContinuousClock.now
            let reply = try await session.call(
                FetchRequest.of(topic, [(0, 0), (1, 77)]) {
                    $0.minBytes = 1
                    $0.maxWaitMs = 10_000
                }, on: link, leaderOf: topic, 0)
            let taken = ContinuousClock.now - begin
            let bad = try Fetched(reply, partition: 1)

            try expect.error(bad.error, is: .offsetOutOfRange)
            try expect.isTrue(
                taken < .seconds(5), "an answer at once", actual: "answered after \(taken)",
                at: bad.error.sighting)
        },
    ]
}
