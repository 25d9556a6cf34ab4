// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Processor time of the calling thread: what others run meanwhile does not count.
enum Stopwatch {
    static func nanos() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }
}

extension Stopwatch {
    /// Nanoseconds on the wall, for what may wait or run elsewhere.
    static func wall() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }
}
