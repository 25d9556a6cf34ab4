// SPDX-License-Identifier: Apache-2.0

/// A reference to something that only one loop's thread may touch.
///
/// It can be carried anywhere and opened on its loop only. The conformance is unchecked because
/// the ownership is: every access compares the calling thread with the loop's. It is the only
/// unchecked one of this module.
package struct LoopBound<Value>: @unchecked Sendable {
    private let content: Value
    private let thread: LoopThread

    /// Binds `value`, made on `loop` or not shared with anybody yet, to that loop.
    package init(_ value: Value, on loop: EventLoop) {
        self.init(value, thread: loop.thread)
    }

    init(_ value: Value, thread: LoopThread) {
        content = value
        self.thread = thread
    }

    /// The value; only on its loop.
    package var value: Value {
        precondition(thread.isCurrent, "a loop-bound value was touched off its loop")
        return content
    }
}
