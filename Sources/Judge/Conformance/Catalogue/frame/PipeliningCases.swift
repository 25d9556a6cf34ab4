// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// How requests may be cut and joined on their way, and the order of the replies.
enum PipeliningCases {
    static let all: [ConformanceCase] = [
        ConformanceCase(
            "frame/split-bytes", .must, .documented,
            "A request that arrives byte by byte is served",
            source: "Protocol guide: requests are size-delimited; TCP keeps no boundaries",
            explain: "Sends one Metadata request in bytes a millisecond apart; a reply must come.",
            uses: [.metadata]
        ) { session, expect in
            let link = try await session.connect()
            let version = try session.version(of: MetadataRequest.self)
            let frame = Frame.encodeRequest(
                MetadataRequest.with { $0.topics = [] }, version: version, correlationId: 7,
                clientId: "assay")
            try await link.send(frame, .pieces(bytes: 1, gap: .milliseconds(1)))
            let reply = try link.decode(
                try await link.nextFrame("a request in single bytes"), as: MetadataResponse.self,
                version: version, request: frame)

            try expect.atLeast(reply.at("brokers", reply.message.brokers.count), 1)
        },

        ConformanceCase(
            "frame/coalesced", .must, .documented,
            "Ten requests in one segment get ten replies in their order",
            source: "Protocol guide: replies come in the order of the requests",
            explain: """
                Sends ten ApiVersions requests with one write; ten replies must come, their \
                correlation ids in the order sent.
                """,
            uses: [.apiVersions]
        ) { session, expect in
            let link = try await session.connect()
            let ids = (1...10).map { Int32($0) }
            try await link.send(
                ids.map { RawFrame.request(.apiVersions, 0, correlationId: $0) }
                    .reduce(.empty, +))
            for id in ids {
                let frame = try await link.nextFrame("reply \(id) of 10")
                try expect.equal(frame.bigEndianInt32(at: 0), id, "correlation id of the reply")
            }
        },

        ConformanceCase(
            "frame/pipeline-order", .must, .documented,
            "A fast request behind a slow one is answered after it",
            source: "Protocol guide: the server answers requests of a connection in order",
            explain: """
                Sends a Fetch that waits 400 ms for data and at once a Metadata behind it; the \
                reply to Fetch must come first.
                """,
            uses: [.fetch, .metadata]
        ) { session, expect in
            let topic = try await session.createTopic()
            let link = try await session.connect(leaderOf: topic)
            let slow = session.fetchRequest(topic, at: 0) {
                $0.minBytes = 1
                $0.maxWaitMs = 400
            }
            _ = try await link.post(
                slow, version: session.version(of: FetchRequest.self), correlationId: 101)
            _ = try await link.post(
                MetadataRequest.with { $0.topics = [] },
                version: session.version(of: MetadataRequest.self), correlationId: 102)
            let first = try await link.nextFrame("the first of two replies")
            let second = try await link.nextFrame("the second of two replies")

            try expect.equal(first.bigEndianInt32(at: 0), 101, "correlation id of the first reply")
            try expect.equal(
                second.bigEndianInt32(at: 0), 102, "correlation id of the second reply")
        },

        ConformanceCase(
            "frame/inflight-one-at-a-time", .must, .safety,
            "Produce requests of one connection are applied in the order sent",
            source: "Protocol guide: one request of a connection is processed at a time",
            explain: """
                Sends 50 Produce requests with one write; their base offsets must be 0 to 49 and \
                the log must hold the values in that order.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            let link = try await session.connect(leaderOf: topic)
            let version = try session.version(of: ProduceRequest.self)
            let frames = try (0..<50).map { index in
                Frame.encodeRequest(
                    session.produceRequest([(topic, 0, try session.batch("v\(index)").encoded())]),
                    version: version, correlationId: Int32(index), clientId: "assay")
            }
            try await link.send(frames.reduce(.empty, +))
            for (index, frame) in frames.enumerated() {
                let reply = try link.decode(
                    try await link.nextFrame("reply \(index) of 50"), as: ProduceResponse.self,
                    version: version, request: frame)
                try expect.equal(
                    try Produced(reply, partition: 0).baseOffset, Int64(index),
                    "base offset of request \(index)")
            }
            let values = try await session.readValues(topic)
            try expect.equal(values, (0..<50).map { "v\($0)" }, "values in the log")
        },

        ConformanceCase(
            "frame/correlation-echo", .must, .documented,
            "Every correlation id comes back as it was sent",
            source: "Protocol guide: the server returns the correlation id unmodified",
            explain: """
                Sends 0, -1, the least and greatest int32 and one id twice; each reply must carry \
                its request's id.
                """,
            uses: [.apiVersions]
        ) { session, expect in
            let link = try await session.connect()
            for id in [0, -1, Int32.min, Int32.max, 5, 5] {
                try await link.send(RawFrame.request(.apiVersions, 0, correlationId: id))
                let frame = try await link.nextFrame("the request with id \(id)")
                try expect.equal(frame.bigEndianInt32(at: 0), id, "correlation id of the reply")
            }
        },

        ConformanceCase(
            "frame/reply-size-exact", .must, .documented,
            "The size of every reply is exactly that of its content",
            source: "Protocol guide: size is the size of the message that follows",
            explain: """
                Asks ApiVersions, Metadata, ListOffsets and Fetch on one connection in every \
                advertised version; each reply must decode to its last byte.
                """,
            uses: [.metadata, .listOffsets, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b"), to: topic)
            for version in try session.versions(of: MetadataRequest.self) where version > 0 {
                _ = try await session.metadata(of: [topic.name], version: version)
            }
            for version in try session.versions(of: ListOffsetsRequest.self) {
                _ = try await session.listOffsets(topic, at: TimeTarget.latest, version: version)
            }
            for version in try session.versions(of: FetchRequest.self) {
                let reply = try await session.fetch(topic, at: 0, version: version)
                try expect.noError(reply.error)
                try expect.equal(try reply.read().count, 2, "records fetched in v\(version)")
            }
        },

        ConformanceCase(
            "frame/half-close", .may, .observed,
            "Replies still arrive after the client has ended its sending side",
            source: "TCP half-close; Kafka itself gives up the connection at the end of input",
            explain: """
                Sends two requests, then FIN; replies to both are the rule, an end of the \
                connection without them an alternative that Kafka takes as well.
                """,
            uses: [.apiVersions]
        ) { session, expect in
            let link = try await session.connect()
            try await link.send(
                RawFrame.request(.apiVersions, 0, correlationId: 1)
                    + RawFrame.request(.apiVersions, 0, correlationId: 2))
            try await link.shutdownWrite()
            for id: Int32 in [1, 2] {
                try await expect.closes(link, "a half-closed connection") { frame in
                    try expect.equal(frame.bigEndianInt32(at: 0), id, "correlation id")
                }
            }
        },
    ]
}
