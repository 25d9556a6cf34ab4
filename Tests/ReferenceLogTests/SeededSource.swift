// SPDX-License-Identifier: Apache-2.0

import LogContract
import Synchronization
import TestSupport

/// Random bits that repeat.
final class SeededSource: RandomSource {
    private let generator = Mutex(SeededGenerator(seed: 1))

    func next() -> UInt64 { generator.withLock { $0.next() } }
}
