// SPDX-License-Identifier: Apache-2.0

import CUV
import Glibc
import Synchronization

/// An event loop on a thread of its own.
///
/// Whatever belongs to a loop (streams, listeners, timers) is made, used and closed on its thread;
/// other threads reach it by `submit`. A *turn* is one callback of the loop: output queued in a
/// turn leaves when the turn ends, so that replies to pipelined requests share a system call.
/// Start as many loops as the machine has cores; each stream stays on the loop that made it.
package final class EventLoop: Sendable {
    /// Work for the loop, from any thread.
    package typealias Job = @Sendable (EventLoop) -> Void

    private struct Mailbox {
        var jobs: [Job] = []
        var isClosed = false
    }

    /// The thread's name (the kernel keeps 15 bytes of it).
    package let name: String
    let thread = LoopThread()
    private let mailbox = Mutex(Mailbox())
    private let bound: LoopBound<LoopCore>
    private let joinable = Mutex<pthread_t?>(nil)
    // `uv_async_send` is the one call libuv allows from any thread; the mailbox lock keeps it
    // from meeting a closed handle.
    nonisolated(unsafe) private let wakeUp: UnsafeMutablePointer<uv_async_t>

    /// Starts a loop.
    package init(name: String = "loop") throws(TransportError) {
        self.name = name
        let uv = UnsafeMutablePointer<uv_loop_t>.allocate(capacity: 1)
        wakeUp = .allocate(capacity: 1)
        bound = LoopBound(LoopCore(uv: uv), thread: thread)
        try TransportError.check(uv_loop_init(uv), "uv_loop_init")
        try TransportError.check(
            uv_async_init(uv, wakeUp) { handle in EventLoop.of(handle?.pointee.loop)?.drain() },
            "uv_async_init")
        uv.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        try startThread()
    }

    /// Whether the caller runs on this loop's thread.
    package var isCurrent: Bool { thread.isCurrent }

    /// Monotonic nanoseconds, the same clock on every thread.
    package static var nowNanos: UInt64 { uv_hrtime() }

    /// Has `job` run on the loop; false, and it will never run, when the loop has stopped.
    ///
    /// Jobs run in the order they were submitted.
    @discardableResult
    package func submit(_ job: @escaping Job) -> Bool {
        mailbox.withLock { mailbox in
            if mailbox.isClosed { return false }
            mailbox.jobs.append(job)
            if mailbox.jobs.count == 1 { uv_async_send(wakeUp) }
            return true
        }
    }

    /// Runs `body` on the loop when the current turn has ended; only on the loop.
    package func afterTurn(_ body: @escaping () -> Void) {
        core.afterTurn(body)
    }

    /// Closes everything the loop owns and ends its thread; what was submitted before still runs.
    package func stop() {
        submit { loop in loop.shutDown() }
    }

    /// Waits until the loop's thread has ended; never on the loop itself.
    package func join() {
        precondition(!isCurrent, "a loop cannot wait for its own end")
        let thread = joinable.withLock { joinable in
            defer { joinable = nil }
            return joinable
        }
        if let thread { pthread_join(thread, nil) }
    }
}

extension EventLoop {
    var core: LoopCore { bound.value }

    static func of(_ uv: UnsafeMutablePointer<uv_loop_t>?) -> EventLoop? {
        guard let data = uv?.pointee.data else { return nil }
        return Unmanaged<EventLoop>.fromOpaque(data).takeUnretainedValue()
    }

    /// Every callback from libuv runs its work through here.
    func turn(_ body: () -> Void) {
        body()
        core.endTurn()
    }

    private func startThread() throws(TransportError) {
        let context = Unmanaged.passRetained(self)
        var handle = pthread_t()
        let code = pthread_create(
            &handle, nil,
            { context in
                if let context {
                    Unmanaged<EventLoop>.fromOpaque(context).takeRetainedValue().run()
                }
                return nil
            }, context.toOpaque())
        if code != 0 {
            context.release()
            throw .system(call: "pthread_create", errno: code)
        }
        joinable.withLock { $0 = handle }
    }

    private func run() {
        thread.claim()
        pthread_setname_np(pthread_self(), String(name.prefix(15)))
        blockPipeSignal()
        let uv = core.uv
        uv_run(uv, UV_RUN_DEFAULT)
        // Everything is closed by now, or `uv_run` would not have come back.
        uv_loop_close(uv)
        uv.pointee.data = nil
        uv.deallocate()
        wakeUp.deallocate()
    }

    /// Makes a peer that left an error instead of a signal, which `sendfile` cannot be told to.
    ///
    /// Blocked on this thread only: children and the rest of the process keep their own habits.
    private func blockPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private func drain() {
        let jobs = mailbox.withLock { mailbox in
            defer { mailbox.jobs = [] }
            return mailbox.jobs
        }
        for job in jobs { turn { job(self) } }
    }

    private func shutDown() {
        let late = mailbox.withLock { mailbox in
            if mailbox.isClosed { return [] as [Job] }
            mailbox.isClosed = true
            defer { mailbox.jobs = [] }
            return mailbox.jobs
        }
        for job in late { job(self) }
        core.endTurn()
        core.closeAll()
        wakeUp.withMemoryRebound(to: uv_handle_t.self, capacity: 1) { handle in
            if uv_is_closing(handle) == 0 { uv_close(handle, nil) }
        }
    }
}
