// SPDX-License-Identifier: Apache-2.0

import CUV
import Glibc

/// A listening TCP socket on a loop; it listens until closed, whether anybody holds it or not.
package final class Listener {
    /// Where it listens, with the port that the system chose when 0 was asked for.
    package let address: SocketAddress
    /// Connections taken before the loop turns to other work.
    private static let acceptsPerTurn = 64
    /// How long to leave the queue alone when the process has no descriptors left.
    private static let exhaustedPause = Duration.milliseconds(50)

    private let watcher: PollWatcher
    private let onAccept: (AcceptedSocket) -> Void

    /// Listens at once; `onAccept` runs on the loop and owns each socket it is given.
    package init(
        _ address: SocketAddress, on loop: EventLoop, backlog: Int32 = 1024,
        onAccept: @escaping (AcceptedSocket) -> Void
    ) throws(TransportError) {
        self.onAccept = onAccept
        watcher = try PollWatcher(Socket.make(family: address.family), on: loop)
        let descriptor = watcher.descriptor
        Socket.setReuseAddress(descriptor)
        if address.withSocketAddress({ bind(descriptor, $0, $1) }) != 0 {
            throw Self.failure("bind to \(address)", closing: watcher)
        }
        if listen(descriptor, backlog) != 0 {
            throw Self.failure("listen on \(address)", closing: watcher)
        }
        self.address = SocketAddress(filledBy: { _ = getsockname(descriptor, $0, &$1) })
        loop.core.register(self) { [self] in close() }
        watcher.onEvent = { [self] _ in acceptAll() }
        watcher.watch(.readable)
    }

    /// Stops listening; connections already handed out go on.
    package func close() {
        watcher.loop.core.unregister(self)
        watcher.close()
    }

    private static func failure(_ call: String, closing watcher: PollWatcher) -> TransportError {
        let code = errno
        watcher.close()
        return .system(call: call, errno: code)
    }

    private func acceptAll() {
        for _ in 0..<Self.acceptsPerTurn {
            var descriptor: Int32 = -1
            let flags = Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            let peer = SocketAddress(filledBy: {
                descriptor = accept4(watcher.descriptor, $0, &$1, flags)
            })
            if descriptor >= 0 {
                onAccept(AcceptedSocket(peer: peer, descriptor: descriptor))
                continue
            }
            switch errno {
            case EAGAIN, EWOULDBLOCK: return
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return pauseExhausted()
            // The peer left before it was accepted, or a signal came: the next one may be there.
            default: continue
            }
        }
    }

    private func pauseExhausted() {
        watcher.watch([])
        watcher.loop.schedule(after: Self.exhaustedPause) { [watcher] in
            watcher.watch(.readable)
        }
    }
}
