// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How many are inside at a time, and the most there ever were.
final class Gauge: Sendable {
    private let counts = Mutex<(now: Int, most: Int)>((0, 0))

    var most: Int { counts.withLock { $0.most } }

    func enter() { counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }

    func leave() { counts.withLock { $0.now -= 1 } }
}
