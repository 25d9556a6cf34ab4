// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages
import Records
import Results

/// Where a fetch begins, and the edges of the log.
enum FetchPositionCases {
    static let all: [ConformanceCase] = [
        ConformanceCase(
            "fetch/each-version", .must, .documented,
            "Every advertised version of Fetch gives the records",
            source: "KIP-35; FetchResponse.json",
            explain: "Fetches the same two records in each version from 4 on.",
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b"), to: topic)
            for version in try session.versions(of: FetchRequest.self) {
                let reply = try await session.fetch(topic, at: 0, version: version)

                try expect.noError(reply.error, "error in v\(version)")
                try expect.equal(
                    try reply.read().map { $0.value?.text }, ["a", "b"], "values in v\(version)",
                    at: reply.records.sighting)
            }
        },

        ConformanceCase(
            "fetch/whole-batch-mid-offset", .must, .documented,
            "A fetch from the middle of a batch gives the batch that holds the offset",
            source: "Protocol guide, Fetch: the log is read in whole batches",
            explain: """
                Writes a batch of five and fetches from each of its offsets; each reply must begin \
                at or before the offset and hold it, or records are lost.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b", "c", "d", "e"), to: topic)
            try await session.append(session.batch("f"), to: topic)
            for offset in Int64(0)..<5 {
                let reply = try await session.fetch(topic, at: offset)
                let offsets = try reply.read().compactMap(\.offset)

                try expect.noError(reply.error)
                try expect.isTrue(
                    offsets.contains(offset), "a fetch at \(offset) gives record \(offset)",
                    actual: "offsets \(offsets)", at: reply.records.sighting)
            }
        },

        ConformanceCase(
            "fetch/at-log-end", .must, .documented,
            "A fetch at the end of the log is empty and no error",
            source: "Protocol guide, Fetch",
            explain: "Fetches at the offset the next record will get; no records, no error.",
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b"), to: topic)
            let reply = try await session.fetch(topic, at: 2)

            try expect.noError(reply.error)
            try expect.equal(reply.records.value.count, 0, "bytes of records")
            try expect.equal(reply.highWatermark, 2)
        },

        ConformanceCase(
            "fetch/beyond-end", .must, .documented,
            "A fetch beyond the end of the log is OFFSET_OUT_OF_RANGE",
            source: "Protocol guide, Fetch; the consumer's reset policy rests on it",
            explain: "Fetches one past the end and far past it; expects error 1 and no records.",
            uses: [.produce, .fetch], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b"), to: topic)
            for offset in [Int64(3), 5_000_000_000] {
                let reply = try await session.fetch(topic, at: offset)

                try expect.error(reply.error, is: .offsetOutOfRange, "error at offset \(offset)")
                try expect.equal(reply.records.value.count, 0, "bytes of records")
            }
        },

        ConformanceCase(
            "fetch/negative-offset", .should, .observed,
            "A negative fetch offset is OFFSET_OUT_OF_RANGE",
            source: "UnifiedLog.checkLogStartOffset",
            explain: "Fetches at -5; expects error 1.",
            uses: [.produce, .fetch], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a"), to: topic)
            let reply = try await session.fetch(topic, at: -5)

            try expect.error(reply.error, is: .offsetOutOfRange)
        },

        ConformanceCase(
            "fetch/hw-lso-start-fields", .must, .documented,
            "Log start, last stable offset and high watermark are there and in order",
            source: "KIP-98, KIP-107; FetchResponse.json",
            explain: """
                After two batches the log start must be 0, the high watermark the number of \
                records, and the last stable offset between them (here equal to the watermark).
                """,
            uses: [.produce, .fetch(5...Int16.max)]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b"), to: topic)
            try await session.append(session.batch("c"), to: topic)
            let reply = try await session.fetch(topic, at: 0)

            try expect.noError(reply.error)
            try expect.equal(reply.logStartOffset, 0)
            try expect.equal(reply.highWatermark, 3)
            try expect.equal(reply.lastStableOffset, 3)
        },

        ConformanceCase(
            "fetch/never-past-hw", .must, .safety,
            "A consumer gets no record at or above the high watermark",
            source: "Replication design: only committed records are given out",
            explain: """
                Fetches repeatedly while a second connection produces; every record's offset must \
                be below the latest offset asked for afterwards, and below the high watermark once \
                nobody writes any more.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            async let written: Void = {
                for index in 0..<40 {
                    try await session.append(session.batch("r\(index)"), to: topic)
                }
            }()
            let link = try await session.connect(leaderOf: topic)
            var next = Int64(0)
            while next < 40 {
                let reply = try await session.fetch(topic, at: next, on: link) { $0.minBytes = 1 }
                try expect.noError(reply.error)
                let batches = try reply.batches()
                // The watermark of a reply may be a moment older than its records.
                let end = try await session.endOffset(topic)
                for batch in batches {
                    try expect.isTrue(
                        batch.lastOffset < end, "offset \(batch.lastOffset) is committed",
                        actual: "the log ends at \(end)", at: reply.records.sighting)
                    next = batch.lastOffset + 1
                }
            }
            try await written
            let quiet = try await session.fetch(topic, at: 39)
            try expect.equal(quiet.highWatermark, 40)
        },

        ConformanceCase(
            "fetch/bytes-identical", .should, .documented,
            "What was stored comes back byte for byte, but for offset and leader epoch",
            source: "Zero-copy contract: the CRC begins after the leader epoch",
            explain: """
                Compares a fetched batch with the one sent, from the magic byte on; equal bytes \
                mean that nobody took it apart.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            let sent = try session.batch("a", "b", "c").encoded()
            _ = try await session.produce(sent, to: topic)
            let reply = try await session.fetch(topic, at: 0)

            try expect.noError(reply.error)
            try expect.isTrue(
                reply.records.value.count == sent.count
                    && reply.records.value.dropFirst(16) == sent.dropFirst(16),
                "the batch as sent", actual: "\(reply.records.value.count) other bytes",
                at: reply.records.sighting)
        },

        ConformanceCase(
            "fetch/repeatable", .must, .safety,
            "The same fetch gives the same bytes again while others write",
            source: "Log semantics: what is committed does not change",
            explain: """
                Fetches the first batch a hundred times while a second connection appends; every \
                reply must hold the same bytes.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b", "c"), to: topic)
            async let written: Void = {
                for index in 0..<30 {
                    try await session.append(session.batch("r\(index)"), to: topic)
                }
            }()
            let link = try await session.connect(leaderOf: topic)
            let first = try await session.fetch(topic, at: 0, partitionMaxBytes: 1, on: link)
            for _ in 0..<100 {
                let again = try await session.fetch(topic, at: 0, partitionMaxBytes: 1, on: link)
                try expect.isTrue(
                    again.records.value == first.records.value, "the same bytes",
                    actual: "\(again.records.value.count) bytes that differ",
                    at: again.records.sighting)
            }
            try await written
        },
    ]
}
