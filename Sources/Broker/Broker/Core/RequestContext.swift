// SPDX-License-Identifier: Apache-2.0

import Messages

/// The request being served: who asks, in which version, under which number.
struct RequestContext: Sendable {
    let connection: ConnectionId
    let apiKey: Int16
    let version: Int16
    let correlationId: Int32
    /// Milliseconds of the monotonic clock when it came in.
    let now: Int64

    /// The answer as one run of bytes.
    func reply<Response: ResponseMessage>(_ response: Response) -> Outcome {
        .reply(answer(response))
    }

    func answer<Response: ResponseMessage>(_ response: Response) -> Reply {
        Reply(
            apiKey: apiKey, version: version, correlationId: correlationId,
            parts: [
                .bytes(
                    Frame.encodeResponse(
                        response, version: version, correlationId: correlationId))
            ])
    }
}
