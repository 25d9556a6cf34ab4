// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Where the cases that need a restart wait for each other, so that one restart serves them all.
///
/// A restart begins when everybody who still runs has arrived; a case that needs two arrives twice.
package final class RestartGate: Sendable {
    private typealias Waiter = CheckedContinuation<Void, any Error>

    private struct State {
        var running: Int
        var waiting: [Waiter] = []

        /// Those who wait, once nobody else is on the way.
        mutating func round() -> [Waiter] {
            guard !waiting.isEmpty, waiting.count == running else { return [] }
            defer { waiting = [] }
            return waiting
        }
    }

    private let state: Mutex<State>
    private let restart: @Sendable () async throws -> Void

    /// Each of `participants` has to `leave` in the end.
    package init(participants: Int, restart: @escaping @Sendable () async throws -> Void) {
        state = Mutex(State(running: participants))
        self.restart = restart
    }

    /// Returns when the subject was restarted and serves again; throws why it does not.
    package func arrive() async throws {
        try await withCheckedThrowingContinuation { waiter in
            begin(
                state.withLock { state in
                    state.waiting.append(waiter)
                    return state.round()
                })
        }
    }

    /// A participant is through: the others no longer wait for it.
    package func leave() {
        begin(
            state.withLock { state in
                state.running -= 1
                return state.round()
            })
    }

    private func begin(_ round: [Waiter]) {
        guard !round.isEmpty else { return }
        Task {
            do {
                try await restart()
                for waiter in round { waiter.resume() }
            } catch {
                for waiter in round { waiter.resume(throwing: error) }
            }
        }
    }
}
