// SPDX-License-Identifier: Apache-2.0

import LogContract
import Synchronization

/// Random bits that are none: 1, 2, 3 and so on.
final class CountingSource: RandomSource {
    private let last = Atomic<UInt64>(0)

    func next() -> UInt64 { last.wrappingAdd(1, ordering: .relaxed).newValue }
}
