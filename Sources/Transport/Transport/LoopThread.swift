// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Which thread a loop runs on: what loop-bound values are checked against.
final class LoopThread: Sendable {
    private let identity = Atomic<UInt>(0)

    /// Whether the caller runs on the loop's thread.
    var isCurrent: Bool { identity.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// Makes the calling thread the loop's.
    func claim() {
        identity.store(UInt(pthread_self()), ordering: .relaxed)
    }
}
