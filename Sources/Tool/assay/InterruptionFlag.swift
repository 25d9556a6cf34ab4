// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Whether a signal has come, and which; shared by the loop that hears it and the task that waits.
final class InterruptionFlag: Sendable {
    private let first = Atomic<Int32>(0)

    /// The first that came; nil before.
    var signal: Int32? {
        let number = first.load(ordering: .acquiring)
        return number == 0 ? nil : number
    }

    /// Notes a signal; true when one had come before.
    func raise(_ signal: Int32) -> Bool {
        !first.compareExchange(expected: 0, desired: signal, ordering: .acquiringAndReleasing)
            .exchanged
    }
}
