// SPDX-License-Identifier: Apache-2.0

import CUV

/// A deadline on a loop: fires once unless cancelled first; never early, late by a millisecond or
/// so (libuv counts whole ones).
///
/// It lives until it fired or was cancelled, whether anybody holds it or not.
package final class LoopTimer {
    private let loop: EventLoop
    private let handle: UnsafeMutablePointer<uv_timer_t>
    private var action: (() -> Void)?

    fileprivate init(loop: EventLoop, after delay: Duration, action: @escaping () -> Void) {
        self.loop = loop
        self.action = action
        handle = .allocate(capacity: 1)
        uv_timer_init(loop.core.uv, handle)
        handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
        uv_update_time(loop.core.uv)
        uv_timer_start(handle, { LoopTimer.of($0)?.fire() }, Self.millis(delay), 0)
        loop.core.register(self) { [self] in cancel() }
    }

    /// Whether it is still to fire.
    package var isPending: Bool { action != nil }

    /// Keeps it from firing; nothing happens when it already has.
    package func cancel() {
        precondition(loop.isCurrent, "a timer was touched off its loop")
        guard action != nil else { return }
        action = nil
        close()
    }

    private func fire() {
        guard let action else { return }
        self.action = nil
        close()
        loop.turn(action)
    }

    private func close() {
        loop.core.unregister(self)
        handle.withMemoryRebound(to: uv_handle_t.self, capacity: 1) { handle in
            uv_close(handle) { handle in
                guard let handle, let data = handle.pointee.data else { return }
                let timer = Unmanaged<LoopTimer>.fromOpaque(data).takeRetainedValue()
                timer.handle.deallocate()
            }
        }
    }

    private static func of(_ handle: UnsafeMutablePointer<uv_timer_t>?) -> LoopTimer? {
        guard let data = handle?.pointee.data else { return nil }
        return Unmanaged<LoopTimer>.fromOpaque(data).takeUnretainedValue()
    }

    /// Whole milliseconds, rounded up, and one more because the loop's clock is cut to whole ones.
    private static func millis(_ delay: Duration) -> UInt64 {
        let parts = delay.components
        guard delay > .zero else { return 0 }
        let seconds = UInt64(min(parts.seconds, 1 << 40)) * 1000
        return seconds + UInt64((parts.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
            + 1
    }
}

extension EventLoop {
    /// Runs `action` on the loop once `delay` has passed; only on the loop.
    @discardableResult
    package func schedule(
        after delay: Duration, _ action: @escaping () -> Void
    ) -> LoopTimer {
        LoopTimer(loop: self, after: delay, action: action)
    }
}
