// SPDX-License-Identifier: Apache-2.0

import Bytes
package import Client
import Synchronization

/// What a session sent and what came back: for the evidence, and to prove that bytes left.
package final class ExchangeLog: Sendable {
    /// Bytes that a case says it sent, and the connection they went over.
    private struct Claim: Sendable {
        let bytes: ByteSlice
        let transcript: Transcript
        /// Where on the connection they can begin.
        let start: Int
    }

    private struct State {
        var claims: [Claim] = []
        var exchanges: [Exchange] = []
        var transcripts: [Transcript] = []
    }

    /// Exchanges kept for the evidence.
    private static let exchangesMax = 4
    private let state = Mutex(State())

    init() {}

    /// The latest exchanges, oldest first.
    package var exchanges: [Exchange] { state.withLock { $0.exchanges } }

    /// Of every connection, in the order they were opened.
    package var transcripts: [Transcript] { state.withLock { $0.transcripts } }

    func open(_ transcript: Transcript) {
        state.withLock { $0.transcripts.append(transcript) }
    }

    func note(_ exchange: Exchange) {
        state.withLock { state in
            state.exchanges.append(exchange)
            if state.exchanges.count > Self.exchangesMax { state.exchanges.removeFirst() }
        }
    }

    func claim(_ bytes: ByteSlice, on connection: Connection) {
        guard let transcript = connection.transcript else { return }
        let start = transcript.sent.bytesKept
        state.withLock {
            $0.claims.append(Claim(bytes: bytes, transcript: transcript, start: start))
        }
    }

    /// Why it is not shown that everything claimed left; nil when the transcripts show it.
    ///
    /// Bytes beyond what a transcript keeps are taken on the kernel's word.
    func unsentProblem() -> String? {
        let claims = state.withLock { $0.claims }
        if claims.isEmpty { return "no bytes of this negative case were sent" }
        let missing = claims.filter {
            $0.transcript.proves(sent: $0.bytes, from: $0.start) == false
        }
        guard let first = missing.first else { return nil }
        return "\(first.bytes.count) bytes of this negative case are not among the "
            + "\(first.transcript.sent.bytes) that left"
    }
}
