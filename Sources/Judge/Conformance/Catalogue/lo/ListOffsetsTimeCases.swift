// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Messages
import Records
import Results

/// ListOffsets by time stamp.
enum ListOffsetsTimeCases {
    /// A batch of records with these time stamps.
    static func batch(_ timestamps: [Int64], codec: CompressionCodec = .none) -> BatchDraft {
        var draft = BatchDraft(
            timestamps.map { Record(key: nil as String?, value: "at \($0)", timestamp: $0) })
        draft.codec = codec
        return draft
    }

    static let all: [ConformanceCase] = [
        ConformanceCase(
            "lo/ts-exact", .must, .documented,
            "A time stamp that a record has gives that record",
            source: "KIP-79",
            explain: """
                Writes three batches of three records ten milliseconds apart and asks for the \
                time of each record; its own offset and time must come back.
                """,
            uses: [.produce, .listOffsets]
        ) { session, expect in
            let topic = try await session.createTopic()
            let times = (0..<9).map { session.baseTime + 10 * Int64($0) }
            for start in stride(from: 0, to: 9, by: 3) {
                try await session.append(batch(Array(times[start..<start + 3])), to: topic)
            }
            for (offset, time) in times.enumerated() {
                let reply = try await session.listOffsets(topic, at: time)

                try expect.noError(reply.error)
                try expect.equal(reply.offset, Int64(offset), "offset of record \(offset)'s time")
                try expect.equal(reply.timestamp, time)
            }
        },

        ConformanceCase(
            "lo/ts-between", .must, .documented,
            "A time stamp between two records gives the later one and its time",
            source: "KIP-79: the first message whose time stamp is greater than or equal",
            explain: """
                Records stand ten milliseconds apart; asking five before the third must give the \
                third with its own time stamp, not the one asked for.
                """,
            uses: [.produce, .listOffsets]
        ) { session, expect in
            let topic = try await session.createTopic()
            let base = session.baseTime
            try await session.append(batch([base, base + 10, base + 20, base + 30]), to: topic)
            let reply = try await session.listOffsets(topic, at: base + 15)

            try expect.noError(reply.error)
            try expect.equal(reply.offset, 2)
            try expect.equal(reply.timestamp, base + 20)
        },

        ConformanceCase(
            "lo/ts-in-compressed-batch", .must, .documented,
            "A time stamp inside a compressed batch gives the very record",
            source: "KIP-79",
            explain: """
                Writes gzip batches of five records and asks for the time of the fourth of the \
                second; its own offset must come back, not the batch's base offset.
                """,
            uses: [.produce, .listOffsets]
        ) { session, expect in
            let topic = try await session.createTopic()
            let times = (0..<10).map { session.baseTime + 10 * Int64($0) }
            try await session.append(batch(Array(times[0..<5]), codec: .gzip), to: topic)
            try await session.append(batch(Array(times[5..<10]), codec: .gzip), to: topic)
            let reply = try await session.listOffsets(topic, at: times[8])

            try expect.noError(reply.error)
            try expect.equal(reply.offset, 8)
            try expect.equal(reply.timestamp, times[8])
        },

        ConformanceCase(
            "lo/ts-out-of-order", .must, .documented,
            "Where time stamps do not ascend, the first record that is late enough is found",
            source: "KIP-33, KIP-79",
            explain: """
                Writes batches whose times go up, down and up again; each question must give the \
                smallest offset with a time at or after it, as a scan from the start would.
                """,
            uses: [.produce, .listOffsets]
        ) { session, expect in
            let topic = try await session.createTopic()
            let base = session.baseTime
            let deltas: [[Int64]] = [
                [100, 500, 200], [50, 60, 70], [300, 900, 400], [10, 950, 20],
            ]
            for part in deltas {
                try await session.append(batch(part.map { base + $0 }), to: topic)
            }
            let all = deltas.flatMap { $0 }
            for target in [Int64(0), 60, 150, 450, 501, 901] {
                let first = all.firstIndex { $0 >= target }.map(Int64.init) ?? -1
                let reply = try await session.listOffsets(topic, at: base + target)

                try expect.noError(reply.error)
                try expect.equal(reply.offset, first, "first offset at or after +\(target) ms")
            }
        },

        ConformanceCase(
            "lo/ts-future", .must, .documented,
            "A time stamp after every record finds nothing and is no error",
            source: "KIP-79",
            explain: """
                Asks for a time an hour after the only record; offset and time stamp must be -1 \
                without an error.
                """,
            uses: [.produce, .listOffsets]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a"), to: topic)
            let reply = try await session.listOffsets(topic, at: session.baseTime + 3_600_000)

            try expect.noError(reply.error)
            try expect.equal(reply.offset, -1)
            try expect.equal(reply.timestamp, -1)
        },

        ConformanceCase(
            "lo/ts-zero", .must, .documented,
            "Time 0 gives the first record",
            source: "ListOffsetsRequestTest",
            explain: "Asks for time 0; the first record and its own time must come back.",
            uses: [.produce, .listOffsets]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b"), to: topic)
            let reply = try await session.listOffsets(topic, at: 0)

            try expect.noError(reply.error)
            try expect.equal(reply.offset, 0)
            try expect.equal(reply.timestamp, session.baseTime)
        },

        ConformanceCase(
            "lo/ts-empty", .must, .documented,
            "A time stamp in an empty log finds nothing and is no error",
            source: "KIP-79",
            explain: "Asks a new topic for time 0; the offset must be -1 without an error.",
            uses: [.listOffsets]
        ) { session, expect in
            let topic = try await session.createTopic()
            let reply = try await session.listOffsets(topic, at: 0)

            try expect.noError(reply.error)
            try expect.equal(reply.offset, -1)
        },

        ConformanceCase(
            "lo/ts-log-append-time", .should, .documented,
            "On a LogAppendTime topic the broker's time is what counts",
            source: "KIP-32, KIP-79",
            explain: """
                Writes records stamped a minute ago to a LogAppendTime topic; a question for the \
                time the broker answered with must find the first of them, with that time.
                """,
            uses: [.produce, .listOffsets]
        ) { session, expect in
            let topic = try await session.createTopic(
                configs: ["message.timestamp.type": "LogAppendTime"])
            let produced = try await session.produce(session.batch("a", "b"), to: topic)
            let time = produced.logAppendTime.value
            let reply = try await session.listOffsets(topic, at: time)

            try expect.noError(reply.error)
            try expect.equal(reply.offset, 0)
            try expect.equal(reply.timestamp, time)
        },
    ]
}
