// SPDX-License-Identifier: Apache-2.0

import LogContract
import Synchronization

/// Random bits that follow from a seed.
package final class SimulatedRandom: RandomSource {
    private let tape: Mutex<ChoiceTape>

    package init(seed: UInt64) { tape = Mutex(ChoiceTape(seed: seed)) }

    package func next() -> UInt64 { tape.withLock { $0.next(below: UInt64.max) } }
}
