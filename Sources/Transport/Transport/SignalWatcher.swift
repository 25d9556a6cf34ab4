// SPDX-License-Identifier: Apache-2.0

import CUV

/// Hears a signal of the process on a loop, each time it comes, until cancelled.
package final class SignalWatcher {
    private let loop: EventLoop
    private let handle: UnsafeMutablePointer<uv_signal_t>
    private var action: (() -> Void)?

    fileprivate init(
        _ signal: Int32, on loop: EventLoop, action: @escaping () -> Void
    ) throws(TransportError) {
        self.loop = loop
        self.action = action
        handle = .allocate(capacity: 1)
        uv_signal_init(loop.core.uv, handle)
        handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
        let code = uv_signal_start(
            handle, { handle, _ in SignalWatcher.of(handle?.pointee.data)?.fire() }, signal)
        loop.core.register(self) { [self] in cancel() }
        if code < 0 {
            cancel()
            throw .system(call: "signal \(signal)", errno: -code)
        }
    }

    /// Gives the signal its former meaning back.
    package func cancel() {
        precondition(loop.isCurrent, "a signal watcher was touched off its loop")
        guard action != nil else { return }
        action = nil
        loop.core.unregister(self)
        handle.withMemoryRebound(to: uv_handle_t.self, capacity: 1) { handle in
            uv_close(handle) { handle in
                guard let data = handle?.pointee.data else { return }
                let watcher = Unmanaged<SignalWatcher>.fromOpaque(data).takeRetainedValue()
                watcher.handle.deallocate()
            }
        }
    }

    private func fire() {
        if let action { loop.turn(action) }
    }

    private static func of(_ data: UnsafeMutableRawPointer?) -> SignalWatcher? {
        data.map { Unmanaged<SignalWatcher>.fromOpaque($0).takeUnretainedValue() }
    }
}

extension EventLoop {
    /// Runs `action` on the loop whenever the process gets `signal`; only on the loop.
    @discardableResult
    package func onSignal(
        _ signal: Int32, _ action: @escaping () -> Void
    ) throws(TransportError) -> SignalWatcher {
        try SignalWatcher(signal, on: self, action: action)
    }
}
