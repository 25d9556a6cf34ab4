// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// Tagged fields and compact lengths.
enum FlexibleCases {
    /// A tag that no schema uses.
    private static let unknown = TaggedField(tag: 9_999, data: ByteSlice(utf8: "assay"))
    private static let flexibleMetadata = ApiUse.metadata(9...Int16.max)

    static let all: [ConformanceCase] = [
        ConformanceCase(
            "ver/flex-empty-tags", .must, .documented,
            "Flexible versions are served with empty tag sections",
            source: "KIP-482",
            explain: """
                Sends Metadata, ListOffsets, Fetch and Produce in every advertised flexible \
                version, all tag sections empty; each must be answered in its layout.
                """,
            uses: [flexibleMetadata]
        ) { session, expect in
            let topic = try await session.createTopic()
            for version in try session.versions(of: MetadataRequest.self) {
                let reply = try await session.metadata(of: [topic.name], version: version)
                try expect.equal(reply.at("topics", reply.message.topics.count), 1)
            }
            for version in flexible(FetchRequest.self, session) {
                try expect.noError(try await session.fetch(topic, at: 0, version: version).error)
            }
            for version in flexible(ListOffsetsRequest.self, session) {
                let reply = try await session.listOffsets(
                    topic, at: TimeTarget.earliest, version: version)
                try expect.noError(reply.error)
            }
            for version in flexible(ProduceRequest.self, session) {
                try expect.noError(
                    try await session.produce(session.batch("v"), to: topic, version: version)
                        .error)
            }
        },

        ConformanceCase(
            "ver/flex-unknown-tag-request", .must, .documented,
            "Unknown tagged fields in a request's header and body are ignored",
            source: "KIP-482: unknown tags are skipped",
            explain: """
                Sends Metadata with tag 9999 in the header and at the end of the body; the reply \
                must be the ordinary one, and the next request must be read from its beginning.
                """,
            uses: [flexibleMetadata]
        ) { session, expect in
            let link = try await session.connect()
            let version = try session.version(of: MetadataRequest.self)
            let request = MetadataRequest.with {
                $0.topics = []
                $0.unknownTags = [unknown]
            }
            let frame = RawFrame.request(.metadata, version, headerTags: [unknown]) { writer in
                request.encode(to: &writer, version: version)
            }
            let reply = try await link.exchange(
                frame, as: MetadataResponse.self, version: version, correlationId: 7)

            try expect.atLeast(reply.at("brokers", reply.message.brokers.count), 1)
            try await expect.stillServes(link, session)
        },

        ConformanceCase(
            "ver/flex-unknown-tag-nested", .must, .documented,
            "Unknown tagged fields inside array elements are ignored",
            source: "KIP-482",
            explain: """
                Sends Produce with tag 9999 in the topic and in the partition; the batch must be \
                appended and read back unchanged.
                """,
            uses: [.produce(9...Int16.max), .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            var request = session.produceRequest(
                [(topic, 0, try session.batch("kept").encoded())])
            request.topicData[0].unknownTags = [unknown]
            request.topicData[0].partitionData[0].unknownTags = [unknown]
            let reply = try await session.call(request, leaderOf: topic, 0)

            try expect.noError(try Produced(reply, partition: 0).error)
            let values = try await session.readValues(topic)
            try expect.equal(values, ["kept"], "values read back")
        },

        ConformanceCase(
            "ver/flex-tag-order-dup", .may, .documented,
            "Tags that repeat or descend are answered or refused, not fatal",
            source: "KIP-482: tags ascend; Kafka's reader does not insist",
            explain: """
                Sends a header with tag 100 twice and one with 101 before 100: a reply or the end \
                of the connection will do, and the broker must go on serving others.
                """,
            uses: [flexibleMetadata], .negative
        ) { session, expect in
            let version = try session.version(of: MetadataRequest.self)
            for tags: [UInt32] in [[100, 100], [101, 100]] {
                let link = try await session.connect()
                let fields = tags.map { TaggedField(tag: $0, data: ByteSlice(utf8: "x")) }
                try await link.send(
                    RawFrame.request(.metadata, version, headerTags: fields) { writer in
                        MetadataRequest.with { $0.topics = [] }.encode(
                            to: &writer, version: version)
                    })

                try await expect.closes(link, "tags \(tags)") { _ in }
            }
        },

        ConformanceCase(
            "ver/flex-compact-null", .must, .documented,
            "In compact form 0 is null and 1 is empty",
            source: "KIP-482; Metadata: null topics mean all, an empty list means none",
            explain: """
                Sends a flexible Metadata with the topic count 0 (null: all topics) and 1 (empty: \
                none); the replies must list the session's topic and no topic.
                """,
            uses: [flexibleMetadata]
        ) { session, expect in
            let topic = try await session.createTopic()
            let all = try await session.metadata(of: nil)
            let none = try await session.metadata(of: [])

            try expect.isTrue(
                all.message.topics.contains { $0.name == topic.name }, "null lists every topic",
                at: all.sighting("topics"))
            try expect.equal(none.at("topics", none.message.topics.count), 0)
        },

        ConformanceCase(
            "ver/varint-overlong", .should, .observed,
            "A length of more than five varint bytes ends the connection",
            source: "ByteUtils.readUnsignedVarint",
            explain: """
                Sends a flexible Metadata whose topic count takes six bytes; the connection must \
                end instead of waiting or misreading.
                """,
            uses: [flexibleMetadata], .negative
        ) { session, expect in
            let link = try await session.connect()
            try await link.send(metadataFrame(session, count: [0x81, 0x80, 0x80, 0x80, 0x80, 0]))

            try await expect.closes(link, "a six-byte varint")
        },

        ConformanceCase(
            "ver/varint-not-minimal", .should, .observed,
            "A length may take more varint bytes than it needs, up to five",
            source: "ByteUtils.readUnsignedVarint accepts them",
            explain: """
                Sends a flexible Metadata whose topic count 1 takes five bytes; it must be served.
                """,
            uses: [flexibleMetadata]
        ) { session, expect in
            let link = try await session.connect()
            let version = try session.version(of: MetadataRequest.self)
            let reply = try await link.exchange(
                metadataFrame(session, count: [0x81, 0x80, 0x80, 0x80, 0]),
                as: MetadataResponse.self, version: version, correlationId: 7)

            try expect.equal(reply.at("topics", reply.message.topics.count), 0)
        },
    ]

    /// Flexible versions of an API that the subject advertises.
    private static func flexible<Request: RequestMessage>(
        _ type: Request.Type, _ session: Session
    ) -> [Int16] {
        guard let range = try? session.versions(of: type) else { return [] }
        return range.filter { Request.isFlexible($0) }
    }

    /// Metadata whose topic count is written as `count`.
    private static func metadataFrame(_ session: Session, count: [UInt8]) throws -> ByteSlice {
        let version = try session.version(of: MetadataRequest.self)
        let body = MetadataRequest.with { $0.topics = [] }.encoded(version: version)
        return RawFrame.request(.metadata, version) { writer in
            writer.write(ByteSlice(count))
            writer.write(body.dropFirst(1))
        }
    }
}
