// SPDX-License-Identifier: Apache-2.0

import LogContract
import Synchronization

/// A clock that stands until it is moved.
final class ManualClock: LogContract.Clock {
    private let millis: Mutex<Int64>

    init(_ millis: Int64 = 1_700_000_000_000) { self.millis = Mutex(millis) }

    var nowMillis: Int64 { millis.withLock { $0 } }

    func advance(by more: Int64) { millis.withLock { $0 += more } }
}
