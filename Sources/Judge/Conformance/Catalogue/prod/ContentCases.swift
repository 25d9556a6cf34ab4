// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Compression
import Messages
import Records
import Results

/// That records come back as they were sent: codecs, headers, null and empty.
enum ContentCases {
    private static let codecs: [(name: String, codec: CompressionCodec)] = [
        ("none", .none), ("gzip", .gzip), ("snappy", .snappy), ("lz4", .lz4), ("zstd", .zstd),
    ]

    /// Sends a batch whose payload was packed in a special way; it must be read back.
    private static func packed(
        _ id: String, _ level: Level, _ basis: Basis, _ title: String, source: String,
        explain: String, codec: CompressionCodec,
        pack: @escaping @Sendable (ByteSlice) throws -> ByteSlice
    ) -> ConformanceCase {
        ConformanceCase(
            id, level, basis, title, source: source, explain: explain, uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            var draft = session.batch("alpha", "beta", "gamma")
            draft.codec = codec
            draft.payload = try pack(draft.plainPayload)
            let reply = try await session.produce(draft, to: topic)

            try expect.noError(reply.error)
            try expect.equal(
                try await session.readValues(topic), ["alpha", "beta", "gamma"], "values read")
        }
    }

    static let all: [ConformanceCase] =
        codecs.map { name, codec in
            ConformanceCase(
                "prod/codec-\(name)", .must, .documented,
                "Batches packed with \(name) are stored so and read back equal",
                source: "ProducerCompressionTest; librdkafka 0017; compression.type=producer",
                explain: """
                    Sends 200 records with keys and headers in one batch packed with \(name); the \
                    batch read back must name the codec, its records must be equal.
                    """,
                uses: [.produce(7...Int16.max), .fetch(10...Int16.max)]
            ) { session, expect in
                let topic = try await session.createTopic()
                var draft = BatchDraft(
                    (0..<200).map { index in
                        Record(
                            key: "key-\(index % 7)", value: "value \(index) of a packed batch",
                            headers: [Record.Header("h", "\(index)")],
                            timestamp: session.baseTime + Int64(index))
                    })
                draft.codec = codec
                try await session.append(draft, to: topic)
                let reply = try await session.fetch(topic, at: 0)
                let (_, batch) = try reply.reply.only(
                    try reply.batches(), at: "responses[0].partitions[0].records", "a batch")

                try expect.equal(
                    batch.attributes.codec, codec, "codec of the stored batch",
                    at: reply.records.sighting)
                let read = try reply.read()
                try expect.equal(read.map(\.key), draft.records.map(\.key), "keys")
                try expect.equal(read.map(\.value), draft.records.map(\.value), "values")
                try expect.equal(read.map(\.headers), draft.records.map(\.headers), "headers")
                try expect.equal(read.map(\.timestamp), draft.records.map(\.timestamp), "times")
            }
        } + [
            packed(
                "prod/snappy-raw", .should, .observed,
                "Snappy without the xerial framing is taken",
                source: "SnappyInputStream falls back; librdkafka sends raw blocks",
                explain: "Sends one raw snappy block, as librdkafka does; it must be readable.",
                codec: .snappy
            ) { SnappyBlock.literal($0) },
            packed(
                "prod/snappy-xerial", .should, .observed,
                "Snappy in xerial framing is taken",
                source: "franz-go Test_xerialDecode; SnappyOutputStream",
                explain: "Sends two blocks in xerial framing; they must be readable.",
                codec: .snappy
            ) { payload in
                let half = payload.count / 2
                var writer = ByteWriter()
                writer.write(ByteSlice([0x82, 0x53, 0x4E, 0x41, 0x50, 0x50, 0x59, 0]))
                writer.writeInt32(1)
                writer.writeInt32(1)
                for part in [payload.prefix(half), payload.dropFirst(half)] {
                    let block = SnappyBlock.literal(part)
                    writer.writeInt32(Int32(block.count))
                    writer.write(block)
                }
                return writer.finish()
            },
            packed(
                "prod/gzip-multi-member", .may, .observed,
                "Gzip of several members one behind the other is taken",
                source: "RFC 1952, 2.2; java.util.zip.GZIPInputStream",
                explain: "Packs each half of the records as a member of its own.", codec: .gzip
            ) { payload in
                let half = payload.count / 2
                return try BatchDraft.compress(payload.prefix(half), .gzip)
                    + BatchDraft.compress(payload.dropFirst(half), .gzip)
            },
            packed(
                "prod/lz4-frame", .must, .documented,
                "An LZ4 frame of independent blocks is taken",
                source: "KIP-57; LZ4 frame format 1.6",
                explain: "Sends a frame with a stored block and no content checksum.",
                codec: .lz4
            ) { LZ4Frame.stored($0) },

            ConformanceCase(
                "prod/null-key-value", .must, .documented,
                "Null and empty keys and values stay what they are",
                source: "librdkafka 0013, 0070",
                explain: """
                    Sends every pair of null, empty and text as key and value; each must come back \
                    as it was.
                    """,
                uses: [.produce, .fetch]
            ) { session, expect in
                let topic = try await session.createTopic()
                let kinds: [ByteSlice?] = [nil, .empty, ByteSlice(utf8: "x")]
                let draft = BatchDraft(
                    kinds.flatMap { key in
                        kinds.map { Record(key: key, value: $0, timestamp: session.baseTime) }
                    })
                try await session.append(draft, to: topic)
                let read = try await session.readAll(topic)

                try expect.equal(read.map(\.key), draft.records.map(\.key), "keys")
                try expect.equal(read.map(\.value), draft.records.map(\.value), "values")
            },

            ConformanceCase(
                "prod/headers", .must, .documented,
                "Headers keep their order, repeated keys, empty keys and null values",
                source: "KIP-82; librdkafka 0073",
                explain: """
                    Sends a record with five headers: a key twice, an empty key, a null and an \
                    empty value; all must come back in their order.
                    """,
                uses: [.produce, .fetch]
            ) { session, expect in
                let topic = try await session.createTopic()
                let headers = [
                    Record.Header("b", "1"), Record.Header("a", "2"), Record.Header("b", nil),
                    Record.Header("", "3"), Record.Header("c", ""),
                ]
                var draft = session.batch("v")
                draft.records[0].headers = headers
                try await session.append(draft, to: topic)
                let read = try await session.readAll(topic)

                try expect.equal(read.map(\.headers), [headers], "headers")
            },

            ConformanceCase(
                "prod/topic-recompress", .should, .documented,
                "A topic with a codec of its own stores batches packed with it",
                source: "Topic configs: compression.type",
                explain: """
                    compression.type=gzip, a batch sent with lz4; the batch read back must be \
                    gzip, its records equal.
                    """,
                uses: [.produce, .fetch, .createTopics]
            ) { session, expect in
                let topic = try await session.createTopic(configs: ["compression.type": "gzip"])
                var draft = session.batch("a", "b", "c")
                draft.codec = .lz4
                try await session.append(draft, to: topic)
                let reply = try await session.fetch(topic, at: 0)
                let (_, batch) = try reply.reply.only(
                    try reply.batches(), at: "responses[0].partitions[0].records", "a batch")

                try expect.equal(
                    batch.attributes.codec, .gzip, "codec of the stored batch",
                    at: reply.records.sighting)
                try expect.equal(
                    try reply.read().map { $0.value?.text }, ["a", "b", "c"], "values read")
            },

            ConformanceCase(
                "prod/inner-offset-gaps", .should, .observed,
                "Wrong offset deltas inside a packed batch are put right or refused",
                source: "LogValidator.validateRecord; offsets of records stay dense",
                explain: """
                    Sends a gzip batch of three records with deltas 0, 5 and 9 under \
                    lastOffsetDelta 2. Read back, offsets must be 0, 1 and 2; a refusal is an \
                    alternative.
                    """,
                uses: [.produce, .fetch], .negative
            ) { session, expect in
                let topic = try await session.createTopic()
                var draft = session.batch("a", "b", "c")
                for (index, delta) in [0, 5, 9].enumerated() {
                    draft.records[index].offset = Int64(delta)
                }
                draft.codec = .gzip
                let reply = try await session.produce(draft, to: topic)

                guard reply.error.value == .none else {
                    return expect.alternative("refuses it with \(reply.error.value)")
                }
                let offsets = try await session.readAll(topic).compactMap(\.offset)
                try expect.equal(offsets, [0, 1, 2], "offsets of the records read")
            },
        ]
}
