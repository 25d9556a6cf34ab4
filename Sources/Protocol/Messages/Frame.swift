// SPDX-License-Identifier: Apache-2.0

package import Bytes

/// Requests and responses as they travel: a 4-byte size, a header, a body.
package enum Frame {
    /// The header version of a request (KIP-482): 2 from the first flexible version on, else 1.
    ///
    /// ControlledShutdown 0 alone has header 0. An API nobody knows is given header 1.
    package static func requestHeaderVersion(apiKey: Int16, version: Int16) -> Int16 {
        if apiKey == ApiKey.controlledShutdown.rawValue && version == 0 { return 0 }
        guard let type = MessageCatalogue.request(apiKey: apiKey, version: version) else {
            return 1
        }
        return type.isFlexible(version) ? 2 : 1
    }

    /// The header version of a response: 1 from the first flexible version on, else 0.
    ///
    /// ApiVersions responses always have header 0, so that a client can read the answer of a
    /// broker older than itself (KIP-511).
    package static func responseHeaderVersion(apiKey: Int16, version: Int16) -> Int16 {
        if apiKey == ApiKey.apiVersions.rawValue { return 0 }
        guard let type = MessageCatalogue.response(apiKey: apiKey, version: version) else {
            return 0
        }
        return type.isFlexible(version) ? 1 : 0
    }

    /// A whole request with its size.
    package static func encodeRequest<Request: RequestMessage>(
        _ message: Request, version: Int16, correlationId: Int32, clientId: String?
    ) -> ByteSlice {
        var header = RequestHeader()
        header.requestApiKey = Request.apiKey
        header.requestApiVersion = version
        header.correlationId = correlationId
        header.clientId = clientId
        let headerVersion = requestHeaderVersion(apiKey: Request.apiKey, version: version)
        return sized { writer in
            header.encode(to: &writer, version: headerVersion)
            message.encode(to: &writer, version: version)
        }
    }

    /// A whole response with its size.
    package static func encodeResponse<Response: ResponseMessage>(
        _ message: Response, version: Int16, correlationId: Int32
    ) -> ByteSlice {
        var header = ResponseHeader()
        header.correlationId = correlationId
        let headerVersion = responseHeaderVersion(apiKey: Response.apiKey, version: version)
        return sized { writer in
            header.encode(to: &writer, version: headerVersion)
            message.encode(to: &writer, version: version)
        }
    }

    /// What `body` writes, after its size.
    package static func sized(_ body: (inout ByteWriter) -> Void) -> ByteSlice {
        var writer = ByteWriter(capacity: 512)
        writer.writeInt32(0)
        body(&writer)
        writer.patch(Int32(clamping: writer.count - 4), at: 0)
        return writer.finish()
    }

    /// The header of a request frame (without its size), and the body that follows it.
    ///
    /// The first four bytes say which header version the rest of it has.
    package static func decodeRequestHeader(
        _ frame: ByteSlice
    ) throws(DecodeError) -> (header: RequestHeader, body: ByteSlice) {
        var peek = ByteReader(frame)
        let version: Int16
        do {
            let apiKey = try peek.readInt16()
            version = requestHeaderVersion(apiKey: apiKey, version: try peek.readInt16())
        } catch {
            throw FieldWalk.locating(error, in: frame, of: RequestHeader.fieldTable, version: 1)
        }
        return try split(frame, version: version)
    }

    /// The header of the answer to a request of `apiKey` and `version`, and the body after it.
    package static func decodeResponseHeader(
        _ frame: ByteSlice, apiKey: Int16, version: Int16
    ) throws(DecodeError) -> (header: ResponseHeader, body: ByteSlice) {
        try split(frame, version: responseHeaderVersion(apiKey: apiKey, version: version))
    }

    private static func split<Header: Message>(
        _ frame: ByteSlice, version: Int16
    ) throws(DecodeError) -> (header: Header, body: ByteSlice) {
        var reader = ByteReader(frame)
        do {
            let header = try Header(from: &reader, version: version)
            return (header, frame.dropFirst(reader.position))
        } catch {
            throw FieldWalk.locating(error, in: frame, of: Header.fieldTable, version: version)
        }
    }
}
