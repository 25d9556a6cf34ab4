// SPDX-License-Identifier: Apache-2.0

import Bytes
import CUV
import Glibc

/// A TCP connection on a loop: frames in, byte slices and file regions out.
///
/// All of it happens on the loop's thread. An open stream stays alive without being held; its
/// handler is held until the stream has closed. Back-pressure goes both ways: reading stops while
/// more than `outputHighWater` bytes are queued or while the owner paused it, and the kernel's
/// window does the rest.
package final class StreamConnection {
    package let loop: EventLoop
    package let configuration: StreamConfiguration
    /// Address of the other side.
    package let peer: SocketAddress
    /// Address of this side.
    package let local: SocketAddress
    /// Watches all bytes, for transcripts.
    package var tap: (any StreamTap)?
    /// Bytes the kernel took so far.
    package internal(set) var bytesWritten = 0
    /// Bytes received so far.
    package internal(set) var bytesRead = 0
    /// False once closed; nothing can be sent then.
    package var isOpen: Bool { closeReason == nil }

    /// Why it is closed; nil while it is open.
    package private(set) var closeReason: CloseReason?

    let watcher: PollWatcher
    private(set) var handler: (any StreamHandler)?
    var receiver: FrameReceiver
    /// Received and not yet delivered, while delivery is paused.
    var pending = ByteSlice.empty
    var output = OutputQueue()
    var reading = Reading()
    var writing = Writing()
    private var grace: LoopTimer?

    /// Why reading goes on or not.
    struct Reading {
        var isPausedByOwner = false
        var isPausedByOutput = false
        var hasEnded = false
        var mayDeliver: Bool { !isPausedByOwner && !isPausedByOutput }
    }

    /// Where the output stands.
    struct Writing {
        var isFlushQueued = false
        /// The kernel's buffer is full, or this turn's budget is spent.
        var isBlocked = false
        var isBroken = false
        var endsWhenFlushed = false
        var closesWhenFlushed = false
        var accepts: Bool { !isBroken && !endsWhenFlushed && !closesWhenFlushed }
    }

    /// Takes over an accepted socket; nothing is read before `start`.
    package convenience init(
        _ socket: AcceptedSocket, on loop: EventLoop, configuration: StreamConfiguration
    ) throws(TransportError) {
        let watcher = try PollWatcher(socket.descriptor, on: loop)
        self.init(watcher: watcher, peer: socket.peer, configuration: configuration)
    }

    init(watcher: PollWatcher, peer: SocketAddress, configuration: StreamConfiguration) {
        self.watcher = watcher
        self.peer = peer
        self.configuration = configuration
        loop = watcher.loop
        local = SocketAddress(filledBy: { _ = getsockname(watcher.descriptor, $0, &$1) })
        if case .lengthPrefixed(let bytesMax) = configuration.framing {
            receiver = FrameReceiver(bytesMax: bytesMax)
        } else {
            receiver = FrameReceiver(bytesMax: 0)
        }
        Socket.setNoDelay(watcher.descriptor)
        loop.core.register(self) { [self] in close(because: .loopStopped) }
        watcher.onEvent = { [self] possible in handle(possible) }
    }

    /// Begins to receive.
    package func start(_ handler: any StreamHandler) {
        if let closeReason {
            return loop.afterTurn { [self] in handler.stream(self, didClose: closeReason) }
        }
        self.handler = handler
        updateInterest()
    }

    /// Whether a frame, or its size, has begun to arrive and is not complete.
    package var isMidFrame: Bool { receiver.isMidFrame }

    /// Whether the peer has said that it sends no more.
    package var hasEnded: Bool { reading.hasEnded }

    /// Bytes queued and not yet taken by the kernel.
    package var queuedBytes: Int { output.bytes }

    /// Closes at once and drops what is queued; the handler hears of it when the turn ends.
    package func close() {
        close(because: .local)
    }

    /// Closes at once so that the peer sees a reset.
    package func reset() {
        guard isOpen else { return }
        Socket.setReset(watcher.descriptor)
        close(because: .local)
    }

    /// Stops reading, sends what is queued and closes then, or after `grace` at the latest.
    package func closeAfterFlush(within grace: Duration = .seconds(5)) {
        guard isOpen, !writing.closesWhenFlushed else { return }
        writing.closesWhenFlushed = true
        if output.isEmpty { return close(because: .local) }
        self.grace = loop.schedule(after: grace) { [self] in
            close(because: .notFlushed(bytes: output.bytes))
        }
        updateInterest()
    }

    func close(because reason: CloseReason) {
        guard isOpen else { return }
        closeReason = reason
        watcher.close()
        grace?.cancel()
        grace = nil
        pending = .empty
        loop.core.unregister(self)
        for mark in output.dropAll() { mark(false) }
        let handler = handler
        self.handler = nil
        loop.afterTurn { [self] in handler?.stream(self, didClose: reason) }
    }

    private func handle(_ possible: PollWatcher.Interest) {
        if possible.isEmpty { return failed() }
        if possible.contains(.writable) {
            writing.isBlocked = false
            flush()
        }
        if possible.contains(.readable) && isOpen { readable() }
    }

    func updateInterest() {
        guard isOpen else { return }
        var interest: PollWatcher.Interest = []
        if handler != nil && reading.mayDeliver && !reading.hasEnded && pending.isEmpty
            && !writing.closesWhenFlushed
        {
            interest.insert(.readable)
        }
        if writing.isBlocked { interest.insert(.writable) }
        watcher.watch(interest)
    }
}
