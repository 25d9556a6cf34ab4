// SPDX-License-Identifier: Apache-2.0

package import Bytes
import CUV
import Glibc

extension StreamConnection {
    /// Slices that share one system call.
    private static let slicesMax = 64
    /// What one stream may send before the loop turns to the others.
    private static let turnBytesMax = 4 << 20

    /// Queues bytes, which leave when the turn ends; false when nothing can be sent any more.
    @discardableResult
    package func send(_ slice: ByteSlice) -> Bool {
        guard isOpen, writing.accepts else { return false }
        output.append(slice)
        queueFlush()
        return true
    }

    /// Queues a run of a file; the kernel sends it without a copy through this process.
    @discardableResult
    package func send(_ region: FileRegion) -> Bool {
        guard isOpen, writing.accepts else { return false }
        output.append(region)
        queueFlush()
        return true
    }

    /// Calls back once all that was queued so far was taken by the kernel (true), or was dropped
    /// because the stream broke or closed (false).
    package func whenWritten(_ mark: @escaping (Bool) -> Void) {
        guard isOpen, !writing.isBroken else { return mark(false) }
        output.append(mark: mark)
        queueFlush()
    }

    /// Sends no more after what is queued: the peer sees the end and may still reply.
    package func shutdownWrite() {
        guard isOpen, writing.accepts else { return }
        writing.endsWhenFlushed = true
        queueFlush()
    }

    /// Sends what is queued as far as the kernel takes it now, without waiting for the turn's end.
    package func flush() {
        writing.isFlushQueued = false
        guard isOpen, !writing.isBlocked else { return }
        var budget = Self.turnBytesMax
        while isOpen, !writing.isBlocked, let first = output.first {
            switch first {
            case .mark(let mark):
                output.removeFirst()
                mark(true)
            case .bytes: writeSlices(&budget)
            case .file(let region): write(region, &budget)
            }
            if budget <= 0 { writing.isBlocked = true }
        }
        flushed()
    }

    private func queueFlush() {
        if output.bytes > configuration.outputHighWater { reading.isPausedByOutput = true }
        guard !writing.isFlushQueued, !writing.isBlocked else { return }
        writing.isFlushQueued = true
        loop.core.flushAfterTurn(self)
    }

    private func flushed() {
        guard isOpen else { return }
        if output.isEmpty {
            if writing.closesWhenFlushed { return close(because: .local) }
            if writing.endsWhenFlushed && !writing.isBroken {
                Glibc.shutdown(watcher.descriptor, Int32(SHUT_WR))
            }
        }
        if reading.isPausedByOutput && output.bytes <= configuration.outputLowWater {
            reading.isPausedByOutput = false
            deliverAfterTurn()
        }
        updateInterest()
    }

    private func writeSlices(_ budget: inout Int) {
        let (slices, fileFollows) = output.leadingSlices(countMax: Self.slicesMax)
        let sent = withUnsafeTemporaryAllocation(of: iovec.self, capacity: slices.count) {
            vectors in
            for (index, item) in slices.enumerated() {
                guard case .bytes(let slice) = item else { continue }
                vectors[index] = iovec(
                    iov_base: UnsafeMutableRawPointer(mutating: slice.base), iov_len: slice.count)
            }
            var message = msghdr()
            message.msg_iov = vectors.baseAddress
            message.msg_iovlen = slices.count
            // A reply's header and its records leave in the same segments.
            let flags = Int32(MSG_NOSIGNAL) | (fileFollows ? Socket.more : 0)
            return Socket.retry { sendmsg(watcher.descriptor, &message, flags) }
        }
        if sent < 0 { return writeFailed(errno) }
        if let tap { tapSlices(slices, sent, tap) }
        output.sentSlices(sent)
        wrote(sent, &budget)
    }

    private func tapSlices(
        _ slices: ArraySlice<OutputQueue.Item>, _ sent: Int, _ tap: any StreamTap
    ) {
        var left = sent
        for case .bytes(let slice) in slices where left > 0 {
            let count = min(left, slice.count)
            slice.prefix(count).withUnsafeBytes { tap.stream(self, didWrite: $0) }
            left -= count
        }
    }

    private func write(_ region: FileRegion, _ budget: inout Int) {
        var offset = off_t(region.offset)
        let count = min(region.count, Self.turnBytesMax)
        let sent = Socket.retry {
            sendfile(watcher.descriptor, region.descriptor, &offset, count)
        }
        if sent < 0 { return writeFailed(errno) }
        if sent == 0 { return close(because: .fileTooShort) }
        output.sentFile(sent)
        wrote(sent, &budget)
    }

    private func wrote(_ count: Int, _ budget: inout Int) {
        bytesWritten += count
        budget -= count
    }

    private func writeFailed(_ code: Int32) {
        if code == EAGAIN || code == EWOULDBLOCK {
            writing.isBlocked = true
            return
        }
        writing.isBroken = true
        for mark in output.dropAll() { mark(false) }
        readToTheEnd()
        close(because: .broken(errno: code))
    }
}
