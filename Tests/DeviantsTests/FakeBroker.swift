// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Messages

/// Answers what it is told to, and notes what it was asked.
final class FakeBroker: RequestHandler {
    var frames: [ByteSlice] = []
    var closed: [ConnectionId] = []
    private let answer: (ByteSlice, ConnectionId) -> [Effect]

    init(_ answer: @escaping (ByteSlice, ConnectionId) -> [Effect]) {
        self.answer = answer
    }

    /// One that answers every request with `response`.
    convenience init<Response: ResponseMessage>(answering response: Response) {
        self.init { frame, connection in
            guard let (header, _) = try? Frame.decodeRequestHeader(frame) else {
                return [.close(connection, "unreadable")]
            }
            let version = header.requestApiVersion
            let bytes = Frame.encodeResponse(
                response, version: version, correlationId: header.correlationId)
            return [
                .reply(
                    connection,
                    Reply(
                        apiKey: header.requestApiKey, version: version,
                        correlationId: header.correlationId, parts: [.bytes(bytes)]))
            ]
        }
    }

    var requestBytesMax: Int { 1000 }
    var nextDeadline: Int64 { .max }

    func handle(_ frame: ByteSlice, from connection: ConnectionId, now: Int64) -> [Effect] {
        frames.append(frame)
        return answer(frame, connection)
    }

    func tick(now: Int64) -> [Effect] { [] }

    func connectionClosed(_ connection: ConnectionId) { closed.append(connection) }
}

extension [Effect] {
    /// The bytes of the replies, one after the other.
    var replies: [ByteSlice] {
        compactMap { effect in
            guard case .reply(_, let reply) = effect else { return nil }
            return try? reply.flattened()
        }
    }
}
