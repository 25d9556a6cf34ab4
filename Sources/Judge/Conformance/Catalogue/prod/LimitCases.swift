// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Compression
import Messages
import Records
import Results

/// How large a batch may be.
enum LimitCases {
    static let all: [ConformanceCase] = [
        ConformanceCase(
            "prod/exact-limit", .should, .observed,
            "A batch of exactly max.message.bytes is taken",
            source: "UnifiedLog.analyzeAndValidateRecords: only greater is refused",
            explain: "A limit of 2,000 bytes and a batch of 2,000.",
            uses: [.produce, .createTopics]
        ) { session, expect in
            let topic = try await session.createTopic(configs: ["max.message.bytes": "2000"])
            let reply = try await session.produce(session.batch(sized: 2_000), to: topic)

            try expect.noError(reply.error)
        },

        ConformanceCase(
            "prod/too-large-topic-override", .must, .documented,
            "A topic's max.message.bytes beats the broker's, upwards too",
            source: "Topic configs: max.message.bytes",
            explain: """
                A topic limit of 3,000,000 bytes and a batch of 2,000,000, which is more than the \
                default of 1,048,588; it must be taken and read back.
                """,
            uses: [.produce, .createTopics, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic(configs: ["max.message.bytes": "3000000"])
            let draft = session.batch(sized: 2_000_000)
            let reply = try await session.produce(draft, to: topic)

            try expect.noError(reply.error)
            let read = try await session.readAll(topic)
            try expect.isTrue(
                read.map(\.value) == draft.records.map(\.value), "the value read back")
        },

        ConformanceCase(
            "prod/default-limit", .must, .documented,
            "The default of max.message.bytes holds: 1 MiB and 12 bytes",
            source: "Broker configs: message.max.bytes = 1048588",
            explain: """
                Sends a batch of 1,048,588 bytes, which must be taken, and one of 1,048,589, \
                which must be MESSAGE_TOO_LARGE.
                """,
            uses: [.produce, .createTopics], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let fits = try await session.produce(session.batch(sized: 1_048_588), to: topic)
            let beyond = try await session.produce(session.batch(sized: 1_048_589), to: topic)

            try expect.noError(fits.error, "a batch of the default limit")
            try expect.error(beyond.error, is: .messageTooLarge, "a batch beyond it")
        },

        ConformanceCase(
            "prod/large-compressed", .should, .documented,
            "The limit is on the compressed size",
            source: "Topic configs: max.message.bytes is after compression",
            explain:
                "A limit of 2,000 bytes, a gzip batch of 20,000 equal bytes; it must be taken.",
            uses: [.produce, .createTopics, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic(configs: ["max.message.bytes": "2000"])
            let value = String(repeating: "x", count: 20_000)
            var draft = session.batch(value)
            draft.codec = .gzip
            let reply = try await session.produce(draft, to: topic)

            try expect.noError(reply.error)
            try expect.isTrue(
                try await session.readValues(topic) == [value], "the value read back")
        },

        ConformanceCase(
            "prod/decompression-bomb", .must, .safety,
            "A batch that unpacks to far more than its limit does not bring the broker down",
            source: "Bounded memory for one request",
            explain: """
                Sends a zstd batch of some ten kilobytes that unpacks to 100 MB of zeros in one \
                record. Taken or refused, the broker must answer and go on serving.
                """,
            uses: [.produce(7...Int16.max)], deadline: .seconds(30), .negative, .intrusive, .alone
        ) { session, expect in
            let topic = try await session.createTopic()
            var draft = session.batch("")
            draft.records[0].value = ByteSlice([UInt8](repeating: 0, count: 100_000_000))
            draft.codec = .zstd
            let link = try await session.connect(leaderOf: topic)
            _ = try await link.post(
                session.produceRequest([(topic, 0, try draft.encoded())]),
                version: session.version(of: ProduceRequest.self), correlationId: 1)

            try await expect.closes(link, "a bomb", within: .seconds(20)) { _ in }
        },
    ]
}

extension Session {
    /// A batch of one record that is exactly `bytes` long, which is more than 200.
    func batch(sized bytes: Int) -> BatchDraft {
        // The two lengths inside a record take more room as they grow: a little trial finds it.
        var draft = batch("")
        for padding in stride(from: bytes - BatchDraft.headerBytes, to: 0, by: -1) {
            draft.records[0].value = ByteSlice([UInt8](repeating: 0x78, count: padding))
            let length = BatchDraft.headerBytes + draft.plainPayload.count
            if length == bytes { return draft }
        }
        return draft
    }
}
