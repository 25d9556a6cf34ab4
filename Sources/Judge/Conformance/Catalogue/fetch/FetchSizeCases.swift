// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages
import Records
import Results

/// How much a fetch gives (KIP-74).
enum FetchSizeCases {
    static let all: [ConformanceCase] = [
        ConformanceCase(
            "fetch/first-batch-over-partition-max", .must, .documented,
            "A first batch larger than the partition's limit comes whole",
            source: "KIP-74; FetchRequestTest.testBrokerRespectsPartitionsOrderAndSizeLimits",
            explain: """
                Fetches a batch of 10 kB with a partition limit of 100 bytes; the whole batch must \
                come, or the consumer is stuck for ever.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch(count: 10, bytes: 1000), to: topic)
            let reply = try await session.fetch(topic, at: 0, partitionMaxBytes: 100)

            try expect.noError(reply.error)
            try expect.equal(
                try reply.read().count, 10, "records", at: reply.records.sighting)
        },

        ConformanceCase(
            "fetch/first-batch-over-total-max", .must, .documented,
            "A first batch larger than the whole limit comes, and the other partitions are empty",
            source: "KIP-74",
            explain: """
                Fetches two partitions with a limit of 100 bytes for all; the first one's batch \
                must come whole and the second one be empty.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic(partitions: 2)
            guard session.leader(of: topic, 0) == session.leader(of: topic, 1) else {
                throw expect.leave(.skipped, because: "needs both partitions on one broker")
            }
            for partition in Int32(0)..<2 {
                try await session.append(
                    session.batch(count: 10, bytes: 1000), to: topic, partition: partition)
            }
            let reply = try await session.call(
                FetchRequest.of(topic, [(0, 0), (1, 0)]) { $0.maxBytes = 100 }, leaderOf: topic, 0)
            let first = try Fetched(reply, partition: 0)
            let second = try Fetched(reply, partition: 1)

            try expect.equal(try first.read().count, 10, "records of the first partition")
            try expect.noError(second.error)
            try expect.equal(
                second.records.value.count, 0, "bytes of the second partition",
                at: second.records.sighting)
        },

        ConformanceCase(
            "fetch/only-first-nonempty-exempt", .should, .documented,
            "Only the first partition that has data may exceed its limit",
            source: "KIP-74",
            explain: """
                Fetches two partitions with a limit of 100 bytes each and none for all; the first \
                gives its whole batch, the second must give no whole batch.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic(partitions: 2)
            guard session.leader(of: topic, 0) == session.leader(of: topic, 1) else {
                throw expect.leave(.skipped, because: "needs both partitions on one broker")
            }
            for partition in Int32(0)..<2 {
                try await session.append(
                    session.batch(count: 10, bytes: 1000), to: topic, partition: partition)
            }
            let reply = try await session.call(
                FetchRequest.of(topic, [(0, 0), (1, 0)], partitionMaxBytes: 100),
                leaderOf: topic, 0)
            let first = try Fetched(reply, partition: 0)
            let second = try Fetched(reply, partition: 1)

            try expect.equal(try first.read().count, 10, "records of the first partition")
            try expect.equal(try second.read().count, 0, "records of the second partition")
        },

        ConformanceCase(
            "fetch/partition-max-respected", .must, .documented,
            "Beyond the first batch a partition gives no more than its limit",
            source: "KIP-74; FetchRequestTest.testBrokerRespectsPartitionsOrderAndSizeLimits",
            explain: """
                Writes ten batches of about 1 kB and fetches with a limit of 3500 bytes; the reply \
                must hold at least one whole batch and at most 3500 bytes.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            for _ in 0..<10 {
                try await session.append(session.batch(count: 1, bytes: 1000), to: topic)
            }
            let reply = try await session.fetch(topic, at: 0, partitionMaxBytes: 3500)

            try expect.noError(reply.error)
            try expect.isTrue(
                reply.records.value.count <= 3500, "at most 3500 bytes",
                actual: "\(reply.records.value.count)", at: reply.records.sighting)
            try expect.isTrue(
                try !reply.read().isEmpty, "at least one record", at: reply.records.sighting)
        },

        ConformanceCase(
            "fetch/partial-tail", .may, .documented,
            "A batch cut by the limit at the end of a reply spoils nothing before it",
            source: "Protocol guide, Fetch: a partial batch at the end is to be ignored",
            explain: """
                Reads ten batches with a limit that cuts the second; paging on from what was read \
                must give every record once.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            for _ in 0..<10 {
                try await session.append(session.batch(count: 1, bytes: 1000), to: topic)
            }
            var offsets: [Int64] = []
            while offsets.count < 10 {
                let next = Int64(offsets.count)
                let reply = try await session.fetch(topic, at: next, partitionMaxBytes: 1500)
                try expect.noError(reply.error)
                let found = try reply.read().compactMap(\.offset)
                try expect.isTrue(
                    !found.isEmpty, "progress from offset \(next)", at: reply.records.sighting)
                offsets += found
            }
            try expect.equal(offsets, Array(0..<10), "offsets read page by page")
        },

        ConformanceCase(
            "fetch/max-bytes-zero", .may, .observed,
            "A limit of no bytes gives at most one batch",
            source: "KIP-74; ReplicaManager.readFromLog",
            explain: "Fetches three batches with both limits 0; at most one batch may come.",
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            for value in ["a", "b", "c"] {
                try await session.append(session.batch(value), to: topic)
            }
            let reply = try await session.fetch(topic, at: 0, partitionMaxBytes: 0) {
                $0.maxBytes = 0
            }

            try expect.noError(reply.error)
            try expect.isTrue(
                try reply.batches().count <= 1, "at most one batch", at: reply.records.sighting)
        },

        ConformanceCase(
            "fetch/order-of-partitions", .should, .documented,
            "The limit of a reply is spent in the order of the request",
            source: "KIP-74: so that a client that rotates its list is served fairly",
            explain: """
                Fetches four partitions in two orders with room for about two batches; each time \
                the first ones of the list must be those that have data.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic(partitions: 4)
            let leaders = Set((Int32(0)..<4).map { session.leader(of: topic, $0) })
            guard leaders.count == 1 else {
                throw expect.leave(.skipped, because: "needs all partitions on one broker")
            }
            for partition in Int32(0)..<4 {
                try await session.append(
                    session.batch(count: 1, bytes: 1000), to: topic, partition: partition)
            }
            for order in [[0, 1, 2, 3], [2, 0, 3, 1]] as [[Int32]] {
                let reply = try await session.call(
                    FetchRequest.of(topic, order.map { ($0, 0) }) { $0.maxBytes = 2500 },
                    leaderOf: topic, 0)
                let served = order.map { partition in
                    let data = reply.partitions.first { $0.partitionIndex == partition }
                    return (data?.records?.count ?? 0) >= 1000
                }

                try expect.equal(
                    served, [true, true, false, false], "who has data, in the order \(order)",
                    at: reply.sighting("responses"))
            }
        },
    ]
}
