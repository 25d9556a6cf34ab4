// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Compression
import Messages
import Records
import Results

/// Times of single records, and agreement with Fetch.
enum ListOffsetsRecordCases {
    /// A log of batches; each number is a record's time in milliseconds after the session's.
    private static func log(
        _ batches: [[Int64]], codec: CompressionCodec = .none, _ session: Session
    ) async throws -> Topic {
        let topic = try await session.createTopic()
        for times in batches {
            var draft = BatchDraft(
                times.map { Record(value: "at \($0)", timestamp: session.baseTime + $0) })
            draft.codec = codec
            try await session.append(draft, to: topic)
        }
        return topic
    }

    /// The offset found for a time must be `offset`, and the time told that of its record.
    private static func find(
        _ session: Session, _ expect: Expect, in topic: Topic, at time: Int64, offset: Int64,
        time found: Int64
    ) async throws {
        let reply = try await session.listOffsets(topic, at: session.baseTime + time)
        try expect.noError(reply.error)
        try expect.equal(reply.offset, offset, "offset found for +\(time) ms")
        try expect.equal(
            reply.timestamp, session.baseTime + found, "time told for +\(time) ms")
    }

    static let all: [ConformanceCase] = [
        ConformanceCase(
            "lo/ts-in-batch", .must, .documented,
            "A time inside a batch finds the record, not the batch",
            source: "KIP-79; KIP-33",
            explain: "One batch of 0, 10, 20 and 30 ms; 10, 15 and 30 must find 1, 2 and 3.",
            uses: [.listOffsets, .produce]
        ) { session, expect in
            let topic = try await log([[0, 10, 20, 30]], session)
            try await find(session, expect, in: topic, at: 10, offset: 1, time: 10)
            try await find(session, expect, in: topic, at: 15, offset: 2, time: 20)
            try await find(session, expect, in: topic, at: 30, offset: 3, time: 30)
        },

        ConformanceCase(
            "lo/ts-out-of-order-in-batch", .must, .documented,
            "With times out of order inside a batch the earliest offset that satisfies is found",
            source: "KIP-79; RecordBatch iteration",
            explain: "One batch of 30, 10 and 20 ms; 0 and 15 must find 0, 31 nothing.",
            uses: [.listOffsets, .produce]
        ) { session, expect in
            let topic = try await log([[30, 10, 20]], session)
            try await find(session, expect, in: topic, at: 0, offset: 0, time: 30)
            try await find(session, expect, in: topic, at: 15, offset: 0, time: 30)
            let reply = try await session.listOffsets(topic, at: session.baseTime + 31)
            try expect.equal(reply.offset, -1)
        },

        ConformanceCase(
            "lo/max-timestamp-in-batch", .should, .documented,
            "Timestamp -3 finds the record inside its batch",
            source: "KIP-734; KAFKA-16310, KAFKA-16342",
            explain: "One batch of 10, 90 and 20 ms: offset 1. Releases up to 3.7 told others.",
            uses: [.listOffsets(7...Int16.max), .produce], releases: .from(3, 8)
        ) { session, expect in
            let topic = try await log([[10, 90, 20]], session)
            let reply = try await session.listOffsets(topic, at: TimeTarget.maxTimestamp)

            try expect.noError(reply.error)
            try expect.equal(reply.offset, 1)
            try expect.equal(reply.timestamp, session.baseTime + 90)
        },

        ConformanceCase(
            "lo/latest-read-committed", .must, .documented,
            "Without open transactions the last stable offset is the high watermark",
            source: "KIP-98; ListOffsets 2",
            explain: "Writes two records and asks for latest with isolation level 1: 2.",
            uses: [.listOffsets(2...Int16.max), .produce]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b"), to: topic)
            let reply = try await session.listOffsets(
                topic, at: TimeTarget.latest, isolation: 1)

            try expect.noError(reply.error)
            try expect.equal(reply.offset, 2)
        },

        ConformanceCase(
            "lo/negative-unknown", .should, .observed,
            "A negative timestamp nobody knows is UNSUPPORTED_VERSION",
            source: "KafkaApis.handleListOffsetRequest", explain: "Asks for timestamp -99.",
            uses: [.listOffsets], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let reply = try await session.listOffsets(topic, at: -99)

            try expect.error(reply.error, is: .unsupportedVersion)
        },

        ConformanceCase(
            "lo/agrees-with-fetch", .must, .safety,
            "Earliest and latest are what Fetch calls log start and high watermark",
            source: "ListOffsets and Fetch speak of one log",
            explain: "Compares both after three appends.",
            uses: [.listOffsets, .produce, .fetch(5...Int16.max)]
        ) { session, expect in
            let topic = try await session.createTopic()
            for index in 0..<3 {
                try await session.append(session.batch("v\(index)"), to: topic)
                let fetched = try await session.fetch(topic, at: 0)
                try expect.equal(
                    try await session.endOffset(topic), fetched.highWatermark.value, "latest")
                try expect.equal(
                    try await session.startOffset(topic), fetched.logStartOffset.value, "earliest")
            }
        },
    ]
}
