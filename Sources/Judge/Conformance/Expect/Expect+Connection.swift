// SPDX-License-Identifier: Apache-2.0

package import Bytes
import Client
import Messages
import Results

extension Expect {
    /// The subject must end the connection and send nothing before.
    package func closes(
        _ link: Link, _ what: String, within limit: Duration = .seconds(5)
    ) async throws {
        switch try await link.outcome(within: limit) {
        case .closed: return
        case .reply(let frame):
            throw Finding(
                what: what, expected: "the connection closed",
                actual: "a reply of \(frame.count) bytes: \(frame.prefix(24).hex)")
        case .silence:
            throw Finding(
                what: what, expected: "the connection closed",
                actual: "neither a reply nor an end within \(limit)")
        }
    }

    /// The subject must end the connection, or send a reply that `judge` accepts: no hanging.
    package func closes(
        _ link: Link, _ what: String, within limit: Duration = .seconds(5),
        orReplies judge: (ByteSlice) throws -> Void
    ) async throws {
        switch try await link.outcome(within: limit) {
        case .closed: return
        case .reply(let frame): try judge(frame)
        case .silence:
            throw Finding(
                what: what, expected: "a reply or the end of the connection",
                actual: "neither within \(limit)")
        }
    }

    /// Nothing may come for a while.
    package func staysSilent(_ link: Link, _ what: String, for time: Duration) async throws {
        switch try await link.outcome(within: time) {
        case .silence: return
        case .reply(let frame):
            throw Finding(
                what: what, expected: "no reply",
                actual: "\(frame.count) bytes: \(frame.prefix(24).hex)")
        case .closed(let ending):
            throw Finding(what: what, expected: "no reply", actual: "\(ending)")
        }
    }

    /// The connection must still serve an ordinary request.
    package func stillServes(_ link: Link, _ session: Session) async throws {
        let reply = try await session.metadata(of: [], on: link)
        try atLeast(
            reply.at("brokers", reply.message.brokers.count), 1,
            "brokers in the next reply of the connection")
    }
}
