// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// The request header: client ids, and headers that are too short.
enum HeaderCases {
    /// A Metadata request that asks for no topic, under a client id of any kind.
    private static func ask(_ session: Session, clientId: String?) async throws
        -> Reply<MetadataResponse>
    {
        let link = try await session.connect()
        return try await link.call(
            MetadataRequest.with { $0.topics = [] },
            version: session.version(of: MetadataRequest.self), clientId: clientId)
    }

    static let all: [ConformanceCase] = [
        ConformanceCase(
            "frame/null-client-id", .must, .documented,
            "A null or empty client id is accepted",
            source: "Request header 1: client_id is nullable; testProduceRequestWithNullClientId",
            explain: "Sends Metadata with client id null and with an empty one.",
            uses: [.metadata]
        ) { session, expect in
            for clientId in [nil, ""] {
                let reply = try await ask(session, clientId: clientId)
                try expect.atLeast(reply.at("brokers", reply.message.brokers.count), 1)
            }
        },

        ConformanceCase(
            "frame/client-id-utf8", .should, .observed,
            "A client id may be any text, and as long as its length field allows",
            source: "Request header: client_id is a string of up to 32767 bytes",
            explain: """
                Sends Metadata with a client id outside ASCII and with one of 32767 bytes; both \
                must be served.
                """,
            uses: [.metadata]
        ) { session, expect in
            for clientId in ["prüfer-試験", String(repeating: "c", count: 32_767)] {
                let reply = try await ask(session, clientId: clientId)
                try expect.atLeast(reply.at("brokers", reply.message.brokers.count), 1)
            }
        },

        ConformanceCase(
            "frame/header-only", .should, .observed,
            "A request that ends after its header ends the connection",
            source: "EdgeCaseRequestTest.testHeaderOnlyRequest (vacuous there)",
            explain: "Sends the header of Produce 7 and no body; the connection must end.",
            .negative
        ) { session, expect in
            let link = try await session.connect()
            try await link.send(RawFrame.request(.produce, 7))

            try await expect.closes(link, "a header without a body")
        },

        ConformanceCase(
            "frame/short-header", .should, .observed,
            "A request of an API key and a version alone ends the connection",
            source: "EdgeCaseRequestTest.testMalformedHeaderRequest (vacuous there)",
            explain: "Sends frames of 1 and 4 bytes; each connection must end.",
            .negative
        ) { session, expect in
            for length in [1, 4] {
                let link = try await session.connect()
                let whole: ByteSlice = [0, 3, 0, 1]
                try await link.send(RawFrame.sized { $0.write(whole.prefix(length)) })

                try await expect.closes(link, "a frame of \(length) bytes")
            }
        },

        ConformanceCase(
            "frame/client-id-overrun", .should, .observed,
            "A client id longer than its frame ends the connection",
            source: "Protocol guide: strings lie within their message",
            explain: """
                Sends a header whose client id announces 500 bytes in a frame of 13; the \
                connection must end.
                """,
            .negative
        ) { session, expect in
            let link = try await session.connect()
            try await link.send(
                RawFrame.sized { writer in
                    writer.writeInt16(ApiKey.metadata.rawValue)
                    writer.writeInt16(1)
                    writer.writeInt32(7)
                    writer.writeInt16(500)
                    writer.write(ByteSlice(utf8: "abc"))
                })

            try await expect.closes(link, "a client id beyond the frame")
        },
    ]
}
