// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// Waits for one child, so that it is reaped whatever becomes of those who started it.
final class ChildLifetime: Sendable {
    private let pid: pid_t
    private let status = Mutex<Int32?>(nil)
    private let condition = NSCondition()

    init(of pid: pid_t) {
        self.pid = pid
        Thread.detachNewThread { [self] in
            // Leave it a zombie until the lock is held: its id cannot be reused before `send` knows.
            var info = siginfo_t()
            while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
            condition.withLock {
                status.withLock { status in
                    var word: Int32 = 0
                    while waitpid(pid, &word, 0) < 0, errno == EINTR {}
                    let signal = word & 0x7F
                    status = signal == 0 ? (word >> 8) & 0xFF : 128 + signal
                }
                condition.broadcast()
            }
        }
    }

    func send(_ signal: Int32) {
        status.withLock { status in
            if status == nil { kill(pid, signal) }
        }
    }

    /// Blocks until it ended: the exit status, or 128 and the signal; nil when the time is over.
    func wait(before deadline: Date) -> Int32? {
        condition.withLock {
            while true {
                if let status = status.withLock({ $0 }) { return status }
                if !condition.wait(until: deadline) { return status.withLock { $0 } }
            }
        }
    }
}
