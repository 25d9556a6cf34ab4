// SPDX-License-Identifier: Apache-2.0

/// What the owner of the connections shall do, in the order given.
///
/// Every request ends in exactly one of `reply`, `silence` and `close` for its connection, at once
/// or, after `park`, by an effect of a later call.
package enum Effect: Sendable {
    /// Send the answer to the connection's request and go on to its next one.
    case reply(ConnectionId, Reply)
    /// The request is done and has no answer (Produce with acks 0); go on to the next one.
    case silence(ConnectionId)
    /// The answer comes later; deliver nothing more of this connection until then, as Kafka mutes
    /// the socket of a request under way.
    case park(ConnectionId)
    /// Close without an answer, as Kafka does; the text says why, for a log.
    case close(ConnectionId, String)
}
