// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Compression
import Messages
import Records
import Results

/// Which offsets records get: each its own, in order, none twice.
enum OffsetCases {
    static let all: [ConformanceCase] = [
        ConformanceCase(
            "off/first-is-zero", .should, .documented,
            "The first record of a new topic has offset 0",
            source: "Apache Kafka documentation, Design: log offsets",
            explain: "Writes a record to a new topic: base offset 0, and a Fetch at 0 reads it.",
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            let produced = try await session.produce(session.batch("first"), to: topic)

            try expect.noError(produced.error)
            try expect.equal(produced.baseOffset, 0)
            try expect.equal(
                try await session.readAll(topic).map(\.offset), [0], "offsets read")
        },

        ConformanceCase(
            "off/monotonic", .must, .documented,
            "Every append gets offsets above all earlier ones, without a gap or an overlap",
            source: "Apache Kafka documentation, Design: the offset of a record in its partition",
            explain: """
                Two connections write thirty batches of one to five records at the same time. \
                Each one's own offsets must rise, and together they must cover 0 to the end of \
                the log exactly once.
                """,
            uses: [.produce, .listOffsets]
        ) { session, expect in
            let topic = try await session.createTopic()
            let rows = try await withThrowingTaskGroup(of: [Range<Int64>].self) { group in
                for writer in 0..<2 {
                    group.addTask { try await write(15, as: writer, to: topic, session) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for row in rows {
                try expect.equal(
                    row, row.sorted { $0.lowerBound < $1.lowerBound }, "one writer's offsets")
            }
            var next: Int64 = 0
            for range in rows.joined().sorted(by: { $0.lowerBound < $1.lowerBound }) {
                try expect.equal(range.lowerBound, next, "base offset after \(next) records")
                next = range.upperBound
            }
            try expect.equal(try await session.endOffset(topic), next, "end of the log")
        },

        ConformanceCase(
            "off/within-batch", .must, .documented,
            "The records of a batch have consecutive offsets, compressed or not",
            source: "Record batch v2: offset deltas from the base offset",
            explain: """
                Writes four records plain, four as gzip and four plain; reading must give offsets \
                0 to 11 in the order of the values.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            for codec in [CompressionCodec.none, .gzip, .none] {
                var draft = session.batch("a", "b", "c", "d")
                draft.codec = codec
                try await session.append(draft, to: topic)
            }
            let records = try await session.readAll(topic)
            try expect.equal(
                records.map { $0.offset ?? -1 }, Array(0..<Int64(12)), "offsets read")
            try expect.equal(
                records.map { $0.value?.text ?? "" },
                Array(repeating: ["a", "b", "c", "d"], count: 3).flatMap { $0 }, "values read")
        },

        ConformanceCase(
            "off/no-reuse-failed-append", .should, .observed,
            "A batch that is refused takes no offset",
            source: "UnifiedLog.append: validation comes before the offsets are given",
            explain: "A damaged batch of three between two good ones; these get 0 and 1.",
            uses: [.produce, .listOffsets], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a"), to: topic)
            let bad = try session.batch("x", "y", "z").encoded().flippingBit(at: -1)
            try expect.refused(try await session.produce(bad, to: topic).error)
            let next = try await session.produce(session.batch("b"), to: topic)

            try expect.noError(next.error)
            try expect.equal(next.baseOffset, 1)
            try expect.equal(try await session.endOffset(topic), 2, "end of the log")
        },

        ConformanceCase(
            "off/no-reuse-delete-records", .must, .safety,
            "After all records were deleted offsets go on where they were",
            source: "KIP-107: only the log start offset moves",
            explain: """
                Deletes all of three records and writes one more; it must get offset 3 and be all \
                that is read from the earliest offset.
                """,
            uses: [ApiUse(.deleteRecords), .produce, .fetch, .listOffsets]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b", "c"), to: topic)
            try await session.cut(topic, below: -1)
            let next = try await session.produce(session.batch("d"), to: topic)

            try expect.noError(next.error)
            try expect.equal(next.baseOffset, 3)
            let rest = try await session.readAll(topic, from: 3)
            try expect.equal(rest.map { $0.value?.text }, ["d"], "what remains")
            try expect.equal(rest.map(\.offset), [3], "its offset")
        },
    ]

    /// Where `count` batches went that one writer sent one after the other.
    private static func write(
        _ count: Int, as writer: Int, to topic: Topic, _ session: Session
    ) async throws -> [Range<Int64>] {
        let link = try await session.connect(leaderOf: topic)
        var offsets: [Range<Int64>] = []
        for index in 0..<count {
            let values = (0...(index + writer) % 5).map { "w\(writer) b\(index) r\($0)" }
            let reply = try await session.produce(
                BatchDraft(session.records(values)), to: topic, on: link)
            guard reply.error.value == .none else {
                throw Finding(
                    what: "an ordinary batch", expected: "to be appended",
                    actual: reply.error.value.description, at: reply.error.sighting)
            }
            let base = reply.baseOffset.value
            offsets.append(base..<base + Int64(values.count))
        }
        return offsets
    }
}
