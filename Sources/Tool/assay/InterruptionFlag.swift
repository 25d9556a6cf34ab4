// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Whether a signal has come; shared by the loop that hears it and the task that waits.
final class InterruptionFlag: Sendable {
    private let raised = Atomic<Bool>(false)

    var isRaised: Bool { raised.load(ordering: .acquiring) }

    /// Raises it; true when it was up before.
    func raise() -> Bool { raised.exchange(true, ordering: .acquiringAndReleasing) }
}
