// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import Client
package import Messages
import Synchronization

/// One connection of a session: typed requests, raw bytes, and what came back, with every surprise
/// turned into a finding about the subject.
package final class Link: Sendable {
    /// What followed some bytes.
    package enum Outcome: Sendable {
        /// A frame, without its size.
        case reply(ByteSlice)
        case closed(Ending)
        case silence
    }

    package let connection: Connection
    /// How long a reply may take.
    package let patience: Duration
    let log: ExchangeLog

    init(connection: Connection, patience: Duration, log: ExchangeLog) {
        self.connection = connection
        self.patience = patience
        self.log = log
    }

    /// Sends a request and decodes its reply; no reply, or one that does not decode, fails the case.
    package func call<Request: RequestMessage>(
        _ request: Request, version: Int16, correlationId: Int32? = nil, clientId: String? = "assay"
    ) async throws -> Reply<Request.Response> {
        let id = correlationId ?? connection.nextCorrelationId()
        let frame = Frame.encodeRequest(
            request, version: version, correlationId: id, clientId: clientId)
        return try await exchange(
            frame, as: Request.Response.self, version: version, correlationId: id)
    }

    /// Sends a whole frame that asks for `Response`, however it was made, and decodes the reply.
    package func exchange<Response: ResponseMessage>(
        _ frame: ByteSlice, as type: Response.Type, version: Int16, correlationId: Int32
    ) async throws -> Reply<Response> {
        let what = "\(ApiKey(rawValue: Response.apiKey).name) v\(version)"
        log.claim(frame, on: connection)
        let reply: ByteSlice
        do {
            reply = try await connection.roundTrip(
                frame: frame, correlationId: correlationId, what: what, timeout: patience)
        } catch let error as ClientError {
            throw surprise(error, what: what, request: frame, api: Response.apiKey, version)
        }
        return try decode(reply, as: type, version: version, request: frame)
    }

    /// Decodes a frame that came as the answer to `request` (both as they travelled).
    package func decode<Response: ResponseMessage>(
        _ frame: ByteSlice, as type: Response.Type, version: Int16, request: ByteSlice
    ) throws -> Reply<Response> {
        let exchange = Exchange(
            api: ApiKey(rawValue: Response.apiKey), version: version,
            request: request.dropFirst(min(4, request.count)), response: frame)
        log.note(exchange)
        do {
            let (_, body) = try Frame.decodeResponseHeader(
                frame, apiKey: Response.apiKey, version: version)
            return Reply(
                message: try Response.decode(body, version: version), exchange: exchange)
        } catch {
            throw Finding(
                what: "\(exchange) reply", expected: "the layout of its version",
                actual: "\(error)", at: Sighting(exchange: exchange, path: error.path))
        }
    }

    /// Sends a request whose reply is read later with `outcome()`.
    package func post<Request: RequestMessage>(
        _ request: Request, version: Int16, correlationId: Int32
    ) async throws -> ByteSlice {
        let frame = Frame.encodeRequest(
            request, version: version, correlationId: correlationId, clientId: "assay")
        try await send(frame)
        return frame
    }

    /// Sends bytes as they are and notes them, to be proved on the transcript.
    package func send(_ bytes: ByteSlice, _ pattern: SendPattern = .whole) async throws {
        log.claim(bytes, on: connection)
        do {
            try await connection.sendRaw(bytes, pattern, timeout: patience)
        } catch ClientError.closed(let ending, _, _) {
            throw Finding(
                what: "sending \(bytes.count) bytes", expected: "them to be taken",
                actual: "\(ending)")
        }
    }

    /// The next frame, the end of the connection, or neither within `limit`.
    package func outcome(within limit: Duration? = nil) async throws -> Outcome {
        do {
            return .reply(try await connection.receiveFrame(timeout: limit ?? patience))
        } catch ClientError.timedOut {
            return .silence
        } catch ClientError.closed(let ending, _, _) {
            return .closed(ending)
        }
    }

    /// The next reply; anything else fails the case.
    package func nextFrame(_ what: String) async throws -> ByteSlice {
        switch try await outcome() {
        case .reply(let frame): return frame
        case .closed(let ending):
            throw Finding(what: what, expected: "a reply", actual: "\(ending)")
        case .silence:
            throw Finding(what: what, expected: "a reply", actual: "none within \(patience)")
        }
    }

    package func shutdownWrite() async throws {
        try await connection.shutdownWrite()
    }

    package func close() {
        connection.close()
    }

    private func surprise(
        _ error: ClientError, what: String, request: ByteSlice, api: Int16, _ version: Int16
    ) -> any Error {
        let exchange = { (reply: ByteSlice) in
            Exchange(
                api: ApiKey(rawValue: api), version: version, request: request.dropFirst(4),
                response: reply)
        }
        switch error {
        case .closed(let ending, _, let bytes):
            log.note(exchange(.empty))
            return Finding(
                what: what, expected: "a reply",
                actual: "\(ending) after \(bytes) bytes on this connection",
                at: Sighting(exchange: exchange(.empty)))
        case .timedOut(_, let limit):
            return Finding(
                what: what, expected: "a reply", actual: "none within \(limit)",
                at: Sighting(exchange: exchange(.empty)))
        case .correlationMismatch(let expected, let found, let frame):
            return Finding(
                what: "correlation id of the \(what) reply", expected: "\(expected)",
                actual: "\(found)", at: Sighting(exchange: exchange(frame), path: "correlationId"))
        case .illegalFrame, .notKafka:
            return Finding(what: what, expected: "a reply", actual: "\(error)")
        default:
            return error
        }
    }
}
