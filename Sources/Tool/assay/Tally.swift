// SPDX-License-Identifier: Apache-2.0

import Results
import Synchronization

/// How many cases have ended, and how many of them failed.
final class Tally: Sendable {
    private let counts = Mutex<(done: Int, failed: Int)>((0, 0))

    func count(_ result: CaseResult) -> (done: Int, failed: Int) {
        counts.withLock { counts in
            counts.done += 1
            if result.verdict == .fail { counts.failed += 1 }
            return counts
        }
    }
}
