// SPDX-License-Identifier: Apache-2.0

import Bytes
import Glibc

extension StreamConnection {
    private enum Received {
        case bytes
        case nothing
        case end
        case failure(errno: Int32)
    }

    /// Delivers nothing more until `resumeReading`, frames already received included.
    package func pauseReading() {
        reading.isPausedByOwner = true
        updateInterest()
    }

    /// Goes on delivering, from the end of this turn.
    package func resumeReading() {
        guard reading.isPausedByOwner else { return }
        reading.isPausedByOwner = false
        deliverAfterTurn()
    }

    func deliverAfterTurn() {
        loop.afterTurn { [self] in
            deliverPending()
            updateInterest()
        }
    }

    func readable() {
        guard reading.mayDeliver, !reading.hasEnded, pending.isEmpty else {
            return updateInterest()
        }
        act(on: receive())
        updateInterest()
    }

    /// The socket is in error: takes what still arrived before it, then closes.
    func failed() {
        readToTheEnd()
        close(because: .broken(errno: Socket.pendingError(watcher.descriptor) ?? ECONNRESET))
    }

    /// What the peer said before it broke off is still worth hearing.
    func readToTheEnd() {
        while isOpen && handler != nil && reading.mayDeliver && !reading.hasEnded {
            let received = receive()
            act(on: received)
            guard case .bytes = received else { return }
        }
    }

    private func act(on received: Received) {
        switch received {
        case .bytes, .nothing: break
        case .failure(let errno): close(because: .broken(errno: errno))
        case .end:
            reading.hasEnded = true
            updateInterest()
            handler?.streamDidEnd(self)
        }
    }

    /// One receive: into the frame under way first, what follows it into the loop's block.
    private func receive() -> Received {
        let own = receiver.room()
        let shared = receiver.wantsExactly ? nil : loop.core.chunk.room()
        let count = withUnsafeTemporaryAllocation(of: iovec.self, capacity: 2) { vectors in
            var used = 0
            for room in [own, shared].compactMap({ $0 }) {
                vectors[used] = iovec(iov_base: room.baseAddress, iov_len: room.count)
                used += 1
            }
            return Socket.retry { readv(watcher.descriptor, vectors.baseAddress, Int32(used)) }
        }
        if count < 0 {
            let code = errno
            return code == EAGAIN || code == EWOULDBLOCK ? .nothing : .failure(errno: code)
        }
        if count == 0 { return .end }
        bytesRead += count
        let ownCount = min(count, own?.count ?? 0)
        if let own { tap(own, ownCount) }
        if let shared { tap(shared, count - ownCount) }
        let frame = own == nil ? nil : receiver.filled(ownCount)
        if count > ownCount { pending = loop.core.chunk.take(count - ownCount) }
        if let frame { handler?.stream(self, didReceive: frame) }
        deliverPending()
        return .bytes
    }

    private func tap(_ room: UnsafeMutableRawBufferPointer, _ count: Int) {
        guard let tap, count > 0 else { return }
        tap.stream(self, didRead: UnsafeRawBufferPointer(rebasing: room[..<count]))
    }

    /// Delivers what was received, and tells the handler when that was all of it.
    private func deliverPending() {
        let handler = handler
        deliverFrames()
        handler?.streamDidDeliver(self)
    }

    private func deliverFrames() {
        // The slice is let go when used up: it would pin the loop's receive block.
        defer { if pending.isEmpty { pending = .empty } }
        while isOpen && reading.mayDeliver && !writing.closesWhenFlushed && !pending.isEmpty {
            if configuration.framing == .raw {
                let bytes = pending
                pending = .empty
                handler?.stream(self, didReceive: bytes)
                continue
            }
            switch receiver.next(from: &pending) {
            case .frame(let frame): handler?.stream(self, didReceive: frame)
            case .needsMore: return
            case .illegalLength(let announced):
                close(
                    because: .illegalLength(announced: announced, bytesMax: receiver.bytesMax))
            }
        }
    }
}
