// SPDX-License-Identifier: Apache-2.0

import Bytes
package import Messages
import Transport

extension Connection {
    /// Sends a request and returns its correlation id once the kernel has taken all of it.
    ///
    /// Its response waits for `receive`, in the order of the requests; a request without response
    /// (Produce with acks 0) needs nothing more.
    @discardableResult
    package func send<Request: RequestMessage>(
        _ request: Request, version: Int16, clientId: ClientId = .options,
        correlationId: Int32? = nil
    ) async throws -> Int32 {
        let id = correlationId ?? nextCorrelationId()
        let frame = encode(request, version, clientId, id)
        let _: Int = try await onLoop { core, shot in
            core.expectPlain(id)
            core.send([frame], .whole, shot, timeout: .seconds(30))
        }
        return id
    }

    /// The response to a request that `send` sent, which must be the next one to come.
    package func receive<Request: RequestMessage>(
        responseTo request: Request.Type, version: Int16, correlationId: Int32,
        timeout: Duration = .seconds(30)
    ) async throws -> Reply<Request.Response> {
        let frame = try await receiveFrame(timeout: timeout)
        let reply = try Reply<Request.Response>(decoding: frame, version: version)
        guard reply.header.correlationId == correlationId else {
            throw ClientError.correlationMismatch(
                expected: correlationId, found: reply.header.correlationId, frame: frame)
        }
        return reply
    }

    /// Sends a request and waits for its response.
    package func roundTrip<Request: RequestMessage>(
        _ request: Request, version: Int16, timeout: Duration = .seconds(30),
        clientId: ClientId = .options, correlationId: Int32? = nil
    ) async throws -> Reply<Request.Response> {
        let id = correlationId ?? nextCorrelationId()
        let answer = try await roundTrip(
            frame: encode(request, version, clientId, id), correlationId: id,
            what: "the response to \(Request.name) v\(version)", timeout: timeout)
        return try Reply(decoding: answer, version: version)
    }

    /// Sends a request and returns at once; requests started one after another leave in that order.
    ///
    /// `timeout` counts from here, not from the moment the response is asked for.
    package func start<Request: RequestMessage>(
        _ request: Request, version: Int16, timeout: Duration = .seconds(30),
        clientId: ClientId = .options, correlationId: Int32? = nil
    ) -> PendingReply<Request> {
        let id = correlationId ?? nextCorrelationId()
        let frame = encode(request, version, clientId, id)
        let shot = OneShot<ByteSlice>()
        let core = core
        let what = "the response to \(Request.name) v\(version)"
        let submitted = loop.submit { _ in
            core.value.roundTrip(frame, id, what: what, shot, timeout: timeout)
        }
        if !submitted { shot.fail(.stopped) }
        return PendingReply(correlationId: id, version: version, shot: shot)
    }

    private func encode<Request: RequestMessage>(
        _ request: Request, _ version: Int16, _ clientId: ClientId, _ correlationId: Int32
    ) -> ByteSlice {
        Frame.encodeRequest(
            request, version: version, correlationId: correlationId,
            clientId: clientId.resolved(options))
    }
}
