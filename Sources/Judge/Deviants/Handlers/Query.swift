// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages

/// A request as it came in: its frame, and what its header says.
struct Query: Sendable {
    let frame: ByteSlice
    let header: RequestHeader
    let body: ByteSlice

    /// Nil when the header cannot be read.
    init?(_ frame: ByteSlice) {
        guard let (header, body) = try? Frame.decodeRequestHeader(frame) else { return nil }
        self.frame = frame
        self.header = header
        self.body = body
    }

    var api: ApiKey { ApiKey(header.requestApiKey) }
    var version: Int16 { header.requestApiVersion }
    var correlationId: Int32 { header.correlationId }

    /// The request, nil when it is another or cannot be read; bytes after it are let pass.
    func message<Request: RequestMessage>(_ type: Request.Type) -> Request? {
        guard api.rawValue == Request.apiKey, Request.validVersions.contains(version) else {
            return nil
        }
        var reader = ByteReader(body)
        return try? Request(from: &reader, version: version)
    }

    /// A frame with this header and another body.
    func frame<Request: RequestMessage>(asking message: Request) -> ByteSlice {
        var writer = ByteWriter(capacity: frame.count + 64)
        header.encode(
            to: &writer,
            version: Frame.requestHeaderVersion(apiKey: api.rawValue, version: version))
        message.encode(to: &writer, version: version)
        return writer.finish()
    }
}
