// SPDX-License-Identifier: Apache-2.0

import LogContract
import Synchronization

/// A clock that stands until it is moved.
package final class SimulatedClock: LogContract.Clock {
    private let millis: Mutex<Int64>

    package init(_ millis: Int64) { self.millis = Mutex(millis) }

    package var nowMillis: Int64 { millis.withLock { $0 } }

    package func advance(by more: Int64) { millis.withLock { $0 += more } }
}
