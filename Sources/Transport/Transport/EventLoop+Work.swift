// SPDX-License-Identifier: Apache-2.0

import CUV
import Synchronization

/// A call on its way through libuv's worker pool.
///
/// `body` is used by one pool thread, `completion` by the loop alone.
private final class WorkRequest<Value: Sendable>: WorkRequestBase {
    private let body: @Sendable () -> Value
    private let completion: (Value) -> Void
    private let result = Mutex<Value?>(nil)

    init(body: @escaping @Sendable () -> Value, completion: @escaping (Value) -> Void) {
        self.body = body
        self.completion = completion
    }

    override func perform() {
        let value = body()
        result.withLock { $0 = value }
    }

    override func complete() {
        if let value = result.withLock({ $0 }) { completion(value) }
    }
}

private class WorkRequestBase {
    func perform() {}
    func complete() {}
}

extension EventLoop {
    /// Runs `body` on libuv's worker pool (four threads unless UV_THREADPOOL_SIZE says otherwise),
    /// then `completion` with its result on the loop; only on the loop.
    ///
    /// For calls that block, fsync above all: the loop never waits for a disk.
    package func work<Value: Sendable>(
        _ body: @escaping @Sendable () -> Value, completion: @escaping (Value) -> Void
    ) {
        let request: WorkRequestBase = WorkRequest(body: body, completion: completion)
        let handle = UnsafeMutablePointer<uv_work_t>.allocate(capacity: 1)
        handle.pointee.data = Unmanaged.passRetained(request).toOpaque()
        uv_queue_work(
            core.uv, handle,
            { handle in
                guard let data = handle?.pointee.data else { return }
                Unmanaged<WorkRequestBase>.fromOpaque(data).takeUnretainedValue().perform()
            },
            { handle, _ in
                guard let handle, let data = handle.pointee.data else { return }
                let request = Unmanaged<WorkRequestBase>.fromOpaque(data).takeRetainedValue()
                let loop = EventLoop.of(handle.pointee.loop)
                handle.deallocate()
                loop?.turn { request.complete() }
            })
    }
}
