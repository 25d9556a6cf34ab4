// SPDX-License-Identifier: Apache-2.0

import Bytes
package import Messages

/// A request on its way, whose response is awaited later: what pipelining is made of.
package struct PendingReply<Request: RequestMessage>: Sendable {
    package let correlationId: Int32
    package let version: Int16
    let shot: OneShot<ByteSlice>

    /// The response; call it once.
    package func reply() async throws -> Reply<Request.Response> {
        try Reply(decoding: try await shot.value(), version: version)
    }
}
