// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Now, for what a real broker compares with its own clock.
enum WallClock {
    /// Milliseconds since the epoch.
    static var millis: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }
}
