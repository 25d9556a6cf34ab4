// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

extension Reply {
    /// The reply with its message changed; as it is when it is none of that type.
    func changed<Response: ResponseMessage>(
        _ type: Response.Type, _ change: (inout Response) -> Void
    ) -> Reply {
        guard var message = message(type) else { return self }
        change(&message)
        return replaced(
            by: Frame.encodeResponse(message, version: version, correlationId: correlationId))
    }

    /// The reply's message, nil when it is of another type.
    func message<Response: ResponseMessage>(_ type: Response.Type) -> Response? {
        guard apiKey == Response.apiKey, let bytes = try? flattened(),
            let (_, body) = try? Frame.decodeResponseHeader(
                bytes.dropFirst(4), apiKey: apiKey, version: version)
        else { return nil }
        return try? Response.decode(body, version: version)
    }

    /// The reply with other bytes, size included.
    func replaced(by bytes: ByteSlice) -> Reply {
        Reply(
            apiKey: apiKey, version: version, correlationId: correlationId,
            parts: [.bytes(bytes)])
    }

    /// One reply after the other, sent as one.
    func followed(by other: Reply) -> Reply {
        Reply(
            apiKey: apiKey, version: version, correlationId: correlationId,
            parts: parts + other.parts)
    }
}
