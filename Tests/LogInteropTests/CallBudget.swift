// SPDX-License-Identifier: Apache-2.0

import LogContract
import Synchronization

/// How many calls a disk answers before it says no: an engine that needs more is in a loop.
final class CallBudget: Sendable {
    private let left: Atomic<Int>

    init(_ calls: Int) { left = Atomic(calls) }

    var isExhausted: Bool { left.load(ordering: .relaxed) < 0 }

    func spend(_ operation: String, _ path: String) throws(StorageError) {
        guard left.wrappingSubtract(1, ordering: .relaxed).newValue >= 0 else {
            throw StorageError(.io, operation: operation, path: path, found: "called for ever")
        }
    }
}
