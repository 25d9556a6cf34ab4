// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Hands out the positions of the deviants one by one and counts what became of them.
final class DeviantQueue: Sendable {
    private let state = Mutex((next: 0, done: 0, alive: 0))
    private let count: Int

    init(_ count: Int) {
        self.count = count
    }

    func next() -> Int? {
        state.withLock { state in
            guard state.next < count else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    func finish(killed: Bool) -> (done: Int, alive: Int) {
        state.withLock { state in
            state.done += 1
            if !killed { state.alive += 1 }
            return (state.done, state.alive)
        }
    }
}
