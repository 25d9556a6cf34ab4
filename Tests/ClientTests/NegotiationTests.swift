// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Synchronization
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct NegotiationTests {
    @Test(arguments: [0, 2, 3, 4, 5] as [Int16])
    func `a broker of any age is understood`(limit: Int16) async throws {
        let broker = try await FakeBroker.minimal(apiVersionsMax: limit)
        let connection = try await Connection.open(to: broker.address)
        #expect(connection.apiVersions?.version == min(limit, 5))
        #expect(connection.versionRange(.metadata) == 0...9)
        #expect(connection.versionRange(.produce) == nil)
        #expect(try connection.commonVersion(MetadataRequest.self) == 9)
        #expect(throws: ClientError.self) { try connection.commonVersion(ProduceRequest.self) }
    }

    @Test func `a broker that closes on a version it does not know is asked for 0`() async throws {
        let broker = try await FakeBroker { stream, frame in
            guard let (header, _) = try? Frame.decodeRequestHeader(frame),
                header.requestApiVersion == 0
            else { return stream.close() }
            stream.send(
                Frame.encodeResponse(
                    FakeBroker.apiVersions(upTo: 0), version: 0,
                    correlationId: header.correlationId))
        }
        let connection = try await Connection.open(to: broker.address)
        #expect(connection.apiVersions?.version == 0)
    }

    /// The evidence that `open` gives against a server.
    private func evidence(
        timeout: Duration = .seconds(5), _ answer: @escaping FakeBroker.Answer
    ) async throws -> String {
        let server = try await FakeBroker(framing: .raw, answer: answer)
        do {
            _ = try await Connection.open(to: server.address, timeout: timeout)
            return "it was taken for a broker"
        } catch ClientError.notKafka(_, let evidence) {
            return evidence
        }
    }

    @Test func `servers that are no brokers are named`() async throws {
        let http = try await evidence { stream, _ in
            stream.send(ByteSlice(utf8: "HTTP/1.1 400 Bad Request\r\n\r\n"))
        }
        #expect(http == "it answers in HTTP")
        let patient = try await evidence(timeout: .milliseconds(50)) { stream, bytes in
            if bytes.text.contains("\r\n\r\n") {
                stream.send(ByteSlice(utf8: "HTTP/1.1 400 Bad Request\r\n\r\n"))
            }
        }
        #expect(patient == "it answers in HTTP")
        let tls = try await evidence { stream, _ in
            stream.send([0x15, 3, 3, 0, 2, 2, 50])
            stream.closeAfterFlush()
        }
        #expect(tls == "it answers in TLS")
        let silent = try await evidence(timeout: .milliseconds(50)) { _, _ in }
        #expect(silent.contains("did not answer"))
        let closing = try await evidence { stream, _ in stream.close() }
        #expect(closing.contains("without an answer"))
        let nonsense = try await evidence { stream, frame in
            stream.send([0, 0, 0, 6])
            stream.send(frame[8..<12])
            stream.send([0, 0])
        }
        #expect(nonsense.contains("ApiVersionsResponse"))
    }

    @Test func `responses are checked to the last byte`() async throws {
        let broker = try await FakeBroker { stream, frame in
            guard let (header, _) = try? Frame.decodeRequestHeader(frame) else { return }
            let whole = Frame.encodeResponse(
                FakeBroker.apiVersions(upTo: 3), version: 2, correlationId: header.correlationId)
            stream.send(
                Frame.sized { writer in
                    writer.write(whole.dropFirst(4))
                    writer.writeInt8(1)
                })
        }
        let connection = try await Connection.connect(to: broker.address)
        await #expect {
            try await connection.roundTrip(ApiVersionsRequest(), version: 2)
        } throws: { error in
            guard case ClientError.decode("ApiVersionsResponse", 2, let detail, let frame) = error
            else { return false }
            return detail.reason == .trailingBytes(1)
                && detail.range == (frame.count - 1)..<frame.count
        }
    }

    @Test func `typed requests pipeline`() async throws {
        let broker = try await FakeBroker.minimal()
        let connection = try await Connection.connect(to: broker.address)
        let first = try await connection.send(ApiVersionsRequest(), version: 3)
        let second = try await connection.send(ApiVersionsRequest(), version: 0)
        let third = connection.start(ApiVersionsRequest(), version: 1)
        let answers = [
            try await connection.receive(
                responseTo: ApiVersionsRequest.self, version: 3, correlationId: first),
            try await connection.receive(
                responseTo: ApiVersionsRequest.self, version: 0, correlationId: second),
            try await third.reply(),
        ]
        #expect(answers.map(\.message.apiKeys.count) == [2, 2, 2])
        #expect(answers.map(\.version) == [3, 0, 1])
        #expect(answers.map(\.header.correlationId) == [first, second, third.correlationId])
    }
}
