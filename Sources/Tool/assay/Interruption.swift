// SPDX-License-Identifier: Apache-2.0

import Glibc
import Transport

/// SIGINT and SIGTERM as a cancellation, so that a run cleans up before it ends.
enum Interruption {
    /// Runs `body`; on a signal its task is cancelled, and nil comes back once it has ended.
    ///
    /// A second signal ends the process at once.
    static func guarding<Value: Sendable>(
        _ body: sending @escaping () async throws -> Value
    ) async throws -> Value? {
        let task = Task { try await body() }
        let heard = InterruptionFlag()
        let loop = try EventLoop(name: "signals")
        loop.submit { loop in
            for signal in [SIGINT, SIGTERM] {
                _ = try? loop.onSignal(signal) {
                    if heard.raise() { _exit(128 + signal) }
                    task.cancel()
                }
            }
        }
        let result = await task.result
        loop.stop()
        return heard.isRaised ? nil : try result.get()
    }
}
