// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The names of the topics a run made or may have made, for the clean-up.
package final class TopicLedger: Sendable {
    private let names = Mutex<Set<String>>([])

    package init() {}

    package func note(_ name: String) {
        names.withLock { _ = $0.insert(name) }
    }

    /// Forgets a topic that its case deleted.
    package func strike(_ name: String) {
        names.withLock { _ = $0.remove(name) }
    }

    /// Everything noted, in order; the ledger is empty afterwards.
    package func take() -> [String] {
        names.withLock { names in
            defer { names = [] }
            return names.sorted()
        }
    }
}
