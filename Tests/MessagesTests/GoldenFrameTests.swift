// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages
import TestSupport
import Testing

/// Whole frames as Kafka writes them.
struct GoldenFrameTests {
    @Test(.needs(Needs.golden)) func `Golden frames have our header versions`() throws {
        var findings = Findings()
        for vector in try Vectors.golden() where vector.isFrame {
            let key = vector.apiKey ?? -1
            let version =
                vector.kind == "request-frame"
                ? Frame.requestHeaderVersion(apiKey: key, version: vector.version)
                : Frame.responseHeaderVersion(apiKey: key, version: vector.version)
            findings.check(version == vector.headerVersion, "\(vector.id): \(version)")
        }
        findings.expectNone()
    }

    @Test(.needs(Needs.golden)) func `Golden frames split into header and body`() throws {
        let all = try Vectors.golden()
        let bodies = Dictionary(all.map { ($0.id, $0) }) { first, _ in first }
        var findings = Findings()
        for vector in all where vector.isFrame {
            let (header, body) = try Self.split(vector)
            findings.check(header == vector.header, "\(vector.id): \(header)")
            findings.check(
                body == vector.bodyId.flatMap { bodies[$0]?.bytes }, "\(vector.id): \(body)")
        }
        findings.expectNone()
    }

    @Test(.needs(Needs.golden)) func `Golden requests are framed to the same bytes`() throws {
        var findings = Findings()
        for vector in try Vectors.golden() where vector.kind == "request-frame" {
            let (header, body) = try Frame.decodeRequestHeader(vector.bytes.dropFirst(4))
            guard let type = Self.named(vector.name) as? any RequestMessage.Type else {
                findings.fail("\(vector.id): no such request")
                continue
            }
            let frame = try Self.frame(type, header, body)
            findings.check(frame == vector.bytes, "\(vector.id):\n  \(frame)\n  \(vector.bytes)")
        }
        findings.expectNone()
    }

    private static func named(_ name: String) -> (any Message.Type)? {
        MessageCatalogue.named(name)
    }

    private static func frame<Request: RequestMessage>(
        _ type: Request.Type, _ header: RequestHeader, _ body: ByteSlice
    ) throws -> ByteSlice {
        let version = header.requestApiVersion
        return Frame.encodeRequest(
            try Request.decode(body, version: version), version: version,
            correlationId: header.correlationId, clientId: header.clientId)
    }

    private static func split(
        _ vector: MessageVector
    ) throws(DecodeError) -> (header: MessageJSON, body: ByteSlice) {
        let frame = vector.bytes.dropFirst(4)
        let headerVersion = vector.headerVersion ?? 0
        if vector.kind == "request-frame" {
            let (header, body) = try Frame.decodeRequestHeader(frame)
            return (MessageJSON(header, version: headerVersion), body)
        }
        let (header, body) = try Frame.decodeResponseHeader(
            frame, apiKey: vector.apiKey ?? -1, version: vector.version)
        return (MessageJSON(header, version: headerVersion), body)
    }
}
