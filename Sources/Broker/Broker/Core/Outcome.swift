// SPDX-License-Identifier: Apache-2.0

/// How a handler left its request.
enum Outcome: Sendable {
    case reply(Reply)
    /// Done, and nothing is to be said.
    case silence
    /// Kept for later by the handler.
    case parked
    /// The connection must go.
    case close(String)
}
