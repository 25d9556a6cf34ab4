// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Positions of cases that nobody has begun yet, handed out one by one.
final class WorkQueue: Sendable {
    private let waiting: Mutex<ArraySlice<Int>>

    init(_ indices: [Int]) {
        waiting = Mutex(indices[...])
    }

    func next() -> Int? { waiting.withLock { $0.popFirst() } }
}
