// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// The four bytes before a request, and what comes when a peer speaks something else.
enum SizeCases {
    /// A case that sends a few bytes and expects the end of the connection.
    private static func closing(
        _ id: String, _ basis: Basis, _ title: String, source: String, explain: String,
        bytes: ByteSlice
    ) -> ConformanceCase {
        ConformanceCase(
            id, .should, basis, title, source: source, explain: explain, .negative
        ) { session, expect in
            let link = try await session.connect()
            try await link.send(bytes)

            try await expect.closes(link, title)
        }
    }

    static let all: [ConformanceCase] = [
        closing(
            "frame/size-negative", .observed, "A frame size of -1 ends the connection",
            source: "NetworkReceive.readFrom", explain: "Sends ff ff ff ff.",
            bytes: [0xFF, 0xFF, 0xFF, 0xFF]),
        closing(
            "frame/size-zero", .observed, "A frame size of 0 ends the connection",
            source: "NetworkReceive; an empty buffer holds no header",
            explain: "Sends 00 00 00 00.", bytes: [0, 0, 0, 0]),
        closing(
            "frame/size-over-max", .documented,
            "A frame beyond socket.request.max.bytes ends the connection before it is read",
            source: "Broker configs: socket.request.max.bytes (100 MiB)",
            explain: """
                Announces 2147483647 bytes and sends none of them; the connection must end without \
                waiting for them.
                """, bytes: [0x7F, 0xFF, 0xFF, 0xFF]),
        closing(
            "frame/http-get", .observed, "An HTTP request ends the connection",
            source: "Its first four bytes announce a frame of 1195725856 bytes",
            explain: "Sends GET / HTTP/1.1; the connection must end.",
            bytes: ByteSlice(utf8: "GET / HTTP/1.1\r\nHost: assay\r\n\r\n")),
        closing(
            "frame/tls-hello-on-plain", .observed,
            "A TLS hello on a plaintext listener ends the connection",
            source: "Its first four bytes announce a frame of 369295616 bytes",
            explain: "Sends the begin of a TLS 1.2 ClientHello; the connection must end.",
            bytes: ByteSlice(
                [0x16, 0x03, 0x01, 0x00, 0xC8, 0x01, 0x00, 0x00, 0xC4, 0x03, 0x03]
                    + [UInt8](repeating: 1, count: 190))),

        ConformanceCase(
            "frame/truncated-then-close", .must, .observed,
            "Half a request and then the end harms nobody else",
            source: "Protocol guide; connections are independent",
            explain: """
                On one connection announces 100 bytes, sends 20 and closes; another connection, \
                open all the while, must go on being served.
                """,
            uses: [.metadata], .negative
        ) { session, expect in
            let other = try await session.connect()
            try await expect.stillServes(other, session)
            let link = try await session.connect()
            try await link.send([0, 0, 0, 100] + ByteSlice([UInt8](repeating: 0, count: 20)))
            link.close()

            // The broker may learn of the end only after a question or two on the other.
            for _ in 0..<10 {
                try await expect.stillServes(other, session)
                try await Task.sleep(for: .milliseconds(20))
            }
        },

        ConformanceCase(
            "frame/trailing-bytes", .should, .observed,
            "Bytes behind a request's last field are skipped or refused, never taken for a request",
            source: "ApiMessage readers stop at the last field",
            explain: """
                Sends Metadata with four bytes too many, counted in its size. A reply must be \
                followed by an ordinary one to the next request; the end of the connection will do.
                """,
            uses: [.metadata(1...8)], .negative
        ) { session, expect in
            let version = try session.version(of: MetadataRequest.self)
            let link = try await session.connect()
            let frame = RawFrame.request(.metadata, version) { writer in
                MetadataRequest.with { $0.topics = [] }.encode(to: &writer, version: version)
                writer.writeInt32(0)
            }
            try await link.send(frame)
            switch try await link.outcome() {
            case .closed: expect.alternative("ends the connection")
            case .silence:
                throw expect.fail(
                    "a request with trailing bytes", expected: "a reply or an end",
                    actual: "neither")
            case .reply(let bytes):
                _ = try link.decode(
                    bytes, as: MetadataResponse.self, version: version, request: frame)
                // Read raw: an answer to the bytes themselves would stand before this one.
                _ = try await link.post(
                    MetadataRequest.with { $0.topics = [] }, version: version, correlationId: 8)
                let next = try await link.nextFrame("the request after it")
                try expect.equal(
                    next.bigEndianInt32(at: 0), 8, "correlation id of the reply after it")
            }
        },
    ]
}
