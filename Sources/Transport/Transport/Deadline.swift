// SPDX-License-Identifier: Apache-2.0

/// A moment on the monotonic clock by which something has to be done.
package struct Deadline: Sendable {
    /// Monotonic nanoseconds, as `EventLoop.nowNanos` counts.
    package let nanos: UInt64

    /// The moment `limit` from now.
    package init(after limit: Duration) {
        let parts = limit.components
        let wait =
            limit <= .zero
            ? 0
            : UInt64(min(parts.seconds, 1 << 32)) * 1_000_000_000
                + UInt64(parts.attoseconds / 1_000_000_000)
        nanos = EventLoop.nowNanos + wait
    }

    /// The time left; zero when it has passed.
    package var remaining: Duration {
        let now = EventLoop.nowNanos
        return now >= nanos ? .zero : .nanoseconds(Int64(nanos - now))
    }

    /// Whether the moment has passed.
    package var hasPassed: Bool { EventLoop.nowNanos >= nanos }
}
