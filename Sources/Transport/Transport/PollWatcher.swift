// SPDX-License-Identifier: Apache-2.0

import CUV
import Glibc

/// Owns a socket's descriptor and tells when it can be read or written.
final class PollWatcher {
    /// What to wait for.
    struct Interest: OptionSet {
        let rawValue: Int32
        static let readable = Interest(rawValue: Int32(UV_READABLE.rawValue))
        static let writable = Interest(rawValue: Int32(UV_WRITABLE.rawValue))
    }

    let descriptor: Int32
    let loop: EventLoop
    /// Called with what is possible now, or with an empty set when the socket has an error.
    var onEvent: ((Interest) -> Void)?
    private let handle: UnsafeMutablePointer<uv_poll_t>
    private var interest: Interest = []
    private var isClosed = false

    /// Takes over `descriptor` and makes it non-blocking; closed when this throws.
    init(_ descriptor: Int32, on loop: EventLoop) throws(TransportError) {
        self.descriptor = descriptor
        self.loop = loop
        handle = .allocate(capacity: 1)
        let code = uv_poll_init_socket(loop.core.uv, handle, descriptor)
        if code < 0 {
            handle.deallocate()
            Glibc.close(descriptor)
            throw .system(call: "uv_poll_init", errno: -code)
        }
        // Released when libuv has let go of the handle.
        handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
    }

    /// Waits for these from now on.
    func watch(_ wanted: Interest) {
        guard !isClosed, wanted != interest else { return }
        interest = wanted
        start()
    }

    private func start() {
        uv_poll_start(handle, interest.rawValue) { handle, status, events in
            guard let data = handle?.pointee.data else { return }
            let watcher = Unmanaged<PollWatcher>.fromOpaque(data).takeUnretainedValue()
            // On an error libuv has stopped the handle and says no more than that.
            if status < 0 { watcher.interest = [] }
            let possible = status < 0 ? [] : Interest(rawValue: events)
            watcher.loop.turn { watcher.onEvent?(possible) }
        }
    }

    /// Closes the descriptor; nothing is called afterwards.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        onEvent = nil
        handle.withMemoryRebound(to: uv_handle_t.self, capacity: 1) { handle in
            uv_close(handle) { handle in
                guard let data = handle?.pointee.data else { return }
                let watcher = Unmanaged<PollWatcher>.fromOpaque(data).takeRetainedValue()
                watcher.handle.deallocate()
            }
        }
        Glibc.close(descriptor)
    }
}
