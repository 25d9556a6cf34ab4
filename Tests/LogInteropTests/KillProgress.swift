// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Answers that came from a broker, counted where they come and looked at where it is killed.
final class KillProgress: Sendable {
    private let answers = Mutex(0)

    func note() { answers.withLock { $0 += 1 } }

    /// Waits until one comes that was not there before, for a while.
    func waitForAnswer(atMost patience: Duration) async {
        let before = answers.withLock { $0 }
        let end = ContinuousClock.now + patience
        while answers.withLock({ $0 }) == before, ContinuousClock.now < end {
            try? await Task.sleep(for: .milliseconds(1))
        }
    }
}
