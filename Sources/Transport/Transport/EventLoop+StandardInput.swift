// SPDX-License-Identifier: Apache-2.0

import Glibc

extension EventLoop {
    /// Runs `job` on the loop once `descriptor` (standard input) has ended: the parent is gone, or
    /// closed its end.
    ///
    /// A blocking read on a thread of its own: polling would have to switch the descriptor to
    /// non-blocking, which every process that shares it would feel, and cannot watch files.
    package func whenInputEnds(
        descriptor: Int32 = 0, _ job: @escaping Job
    ) throws(TransportError) {
        let reader = Unmanaged.passRetained(InputReader(descriptor, loop: self, job: job))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { context in
                if let context {
                    Unmanaged<InputReader>.fromOpaque(context).takeRetainedValue().run()
                }
                return nil
            }, reader.toOpaque())
        if code != 0 {
            reader.release()
            throw .system(call: "pthread_create", errno: code)
        }
    }
}

private final class InputReader {
    private let descriptor: Int32
    private let loop: EventLoop
    private let job: EventLoop.Job

    init(_ descriptor: Int32, loop: EventLoop, job: @escaping EventLoop.Job) {
        self.descriptor = descriptor
        self.loop = loop
        self.job = job
    }

    func run() {
        withUnsafeTemporaryAllocation(byteCount: 512, alignment: 16) { room in
            while true {
                let count = Socket.retry { read(descriptor, room.baseAddress, room.count) }
                if count > 0 { continue }
                guard count < 0 && errno == EAGAIN else { break }
                var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                poll(&wait, 1, -1)
            }
        }
        loop.submit(job)
    }
}
