// SPDX-License-Identifier: Apache-2.0

import Glibc
import Transport

/// SIGINT and SIGTERM as a cancellation, so that a run cleans up before it ends.
enum Interruption {
    /// How a run ended.
    enum Outcome<Value: Sendable>: Sendable {
        case ended(Value)
        /// This signal came, and what the run had made is cleaned up.
        case interrupted(Int32)
    }

    /// Runs `body`; on a signal its task is cancelled, and nil comes back once it has ended.
    static func guarding<Value: Sendable>(
        _ body: sending @escaping () async throws -> Value
    ) async throws -> Value? {
        guard case .ended(let value) = try await outcome(of: body) else { return nil }
        return value
    }

    /// Runs `body`; on a signal its task is cancelled, and the signal comes back once it has ended.
    ///
    /// A second signal ends the process at once.
    static func outcome<Value: Sendable>(
        of body: sending @escaping () async throws -> Value
    ) async throws -> Outcome<Value> {
        // What the body makes is not to be there before a signal is heard.
        let (gate, opened) = AsyncStream<Void>.makeStream()
        let task = Task {
            for await _ in gate {}
            return try await body()
        }
        let heard = InterruptionFlag()
        let loop = try EventLoop(name: "signals")
        loop.submit { loop in
            for signal in [SIGINT, SIGTERM] {
                _ = try? loop.onSignal(signal) {
                    if heard.raise(signal) { _exit(128 + signal) }
                    task.cancel()
                }
            }
            opened.finish()
        }
        let result = await task.result
        loop.stop()
        if let signal = heard.signal { return .interrupted(signal) }
        return .ended(try result.get())
    }
}
