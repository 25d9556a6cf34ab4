// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// Lengths and counts that lie, and text that is none.
enum MalformedBodyCases {
    private static let classicMetadata = ApiUse.metadata(1...8)

    /// A case that sends Metadata with a body of its own and expects the end of the connection.
    private static func closing(
        _ id: String, _ level: Level, _ title: String, source: String, explain: String,
        body: @escaping @Sendable (inout ByteWriter) -> Void
    ) -> ConformanceCase {
        ConformanceCase(
            id, level, .observed, title, source: source, explain: explain,
            uses: [classicMetadata], .negative
        ) { session, expect in
            let link = try await session.connect()
            try await link.send(RawFrame.request(.metadata, 1, body: body))

            try await expect.closes(link, title)
        }
    }

    static let all: [ConformanceCase] = [
        closing(
            "frame/array-len-huge", .must,
            "A count beyond the frame ends the connection and reserves no memory for it",
            source: "Kafka's generated readers compare counts with the bytes that remain",
            explain: "Sends Metadata 1 that announces 2147483647 topics in a frame of 19 bytes."
        ) { $0.writeInt32(Int32.max) },
        closing(
            "frame/string-len-overrun", .should,
            "A string longer than its frame ends the connection",
            source: "ByteBufferAccessor",
            explain: "Sends Metadata 1 with a topic name of 100 bytes of which three are there."
        ) { writer in
            writer.writeInt32(1)
            writer.writeInt16(100)
            writer.write(ByteSlice(utf8: "abc"))
        },
        closing(
            "frame/neg-nonnullable-string", .should,
            "A null where the schema has none ends the connection",
            source: "MetadataRequest.json: name is not nullable before version 10",
            explain: "Sends Metadata 1 with a topic name of length -1."
        ) { writer in
            writer.writeInt32(1)
            writer.writeInt16(-1)
        },
        closing(
            "frame/neg-string", .should, "A string length below -1 ends the connection",
            source: "Protocol guide: -1 alone stands for null",
            explain: "Sends Metadata 1 with a topic name of length -7."
        ) { writer in
            writer.writeInt32(1)
            writer.writeInt16(-7)
        },

        ConformanceCase(
            "frame/array-len-negative", .should, .observed,
            "A count of -2 ends the connection, or reads as null where null is allowed",
            source: "Kafka's generated readers: any negative count of a nullable array is null",
            explain: """
                Sends Metadata 1 with a topic count of -2. The end of the connection is the strict \
                answer; Kafka takes it for null and lists all topics.
                """,
            uses: [classicMetadata], .negative
        ) { session, expect in
            let link = try await session.connect()
            let frame = RawFrame.request(.metadata, 1) { $0.writeInt32(-2) }
            try await link.send(frame)

            try await expect.closes(link, "a count of -2") { bytes in
                _ = try link.decode(
                    bytes, as: MetadataResponse.self, version: 1, request: frame)
                expect.alternative("takes it for null, as Kafka does")
            }
        },

        ConformanceCase(
            "frame/array-null-nonnullable", .should, .observed,
            "A null array where the schema has none ends the connection",
            source: "ListOffsetsRequest.json: topics is not nullable",
            explain: "Sends ListOffsets 1 with a topic count of -1; the connection must end.",
            uses: [.listOffsets(1...5)], .negative
        ) { session, expect in
            let version = try session.versions(of: ListOffsetsRequest.self).lowerBound
            let link = try await session.connect()
            try await link.send(
                RawFrame.request(.listOffsets, version) { writer in
                    writer.writeInt32(-1)
                    if version >= 2 { writer.writeInt8(0) }
                    writer.writeInt32(-1)
                })

            try await expect.closes(link, "a null array")
        },

        ConformanceCase(
            "frame/tag-size-overrun", .should, .observed,
            "A tagged field longer than its frame ends the connection",
            source: "KIP-482; Kafka's readers check the size",
            explain: """
                Sends a flexible Metadata whose header holds a tag that announces 127 bytes, of \
                which two are there.
                """,
            uses: [.metadata(9...Int16.max)], .negative
        ) { session, expect in
            let version = try session.version(of: MetadataRequest.self)
            let link = try await session.connect()
            try await link.send(
                RawFrame.request(.metadata, version, flexibleHeader: false) { writer in
                    writer.write([1, 0x63, 0x7F, 0x61, 0x62])
                })

            try await expect.closes(link, "a tag beyond the frame")
        },

        ConformanceCase(
            "frame/bad-utf8-topic", .should, .observed,
            "A topic name that is no UTF-8 is refused or ends the connection",
            source: "Topic.validate; java.lang.String replaces malformed input",
            explain: """
                Asks Metadata for the name ff fe 80 without auto-creation where that can be said; \
                an error for the topic or the end of the connection must come.
                """,
            uses: [.metadata(4...8)], .negative
        ) { session, expect in
            let link = try await session.connect()
            let version = try session.version(of: MetadataRequest.self)
            let frame = RawFrame.request(.metadata, version) { writer in
                writer.writeInt32(1)
                writer.writeInt16(3)
                writer.write([0xFF, 0xFE, 0x80])
                writer.writeBool(false)
                if version >= 8 { writer.write([0, 0]) }
            }
            try await link.send(frame)

            try await expect.closes(link, "a name that is no text") { bytes in
                let reply = try link.decode(
                    bytes, as: MetadataResponse.self, version: version, request: frame)
                let (index, topic) = try reply.only(
                    reply.message.topics, at: "topics", "the name")
                try expect.refused(reply.error("topics[\(index)].errorCode", topic.errorCode))
            }
        },

        ConformanceCase(
            "frame/deep-batch-count", .should, .observed,
            "A Metadata request for twenty thousand names is answered or refused in time",
            source: "Bounded work for one request",
            explain: """
                Asks for 20,000 names that do not exist, half a megabyte; a reply that lists each \
                or the end of the connection must come within the deadline.
                """,
            uses: [.metadata(4...Int16.max)], .negative, .intrusive
        ) { session, expect in
            let link = try await session.connect()
            let version = try session.version(of: MetadataRequest.self)
            let names = (0..<20_000).map { "\(session.prefix)no-\($0)" }
            let request = MetadataRequest.with { request in
                request.allowAutoTopicCreation = false
                request.topics = names.map { name in .with { $0.name = name } }
            }
            let frame = Frame.encodeRequest(
                request, version: version, correlationId: 7, clientId: "assay")
            try await link.send(frame)

            try await expect.closes(link, "20,000 names", within: .seconds(10)) { bytes in
                let reply = try link.decode(
                    bytes, as: MetadataResponse.self, version: version, request: frame)
                try expect.equal(reply.at("topics", reply.message.topics.count), names.count)
            }
        },
    ]
}
