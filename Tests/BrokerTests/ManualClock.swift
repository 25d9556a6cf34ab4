// SPDX-License-Identifier: Apache-2.0

import LogContract
import Synchronization

/// A wall clock that stands until it is set.
final class ManualClock: Clock {
    private let millis = Mutex<Int64>(1_700_000_000_000)

    var nowMillis: Int64 { millis.withLock { $0 } }
}
