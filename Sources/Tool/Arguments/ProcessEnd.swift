// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How a program with running threads ends.
package enum ProcessEnd {
    /// Writes out what is buffered and ends the process at once.
    ///
    /// `exit` would first run the destructors of libraries while event loops still run: libuv's
    /// takes the lock of its signals away, and a loop that is being stopped aborts the process.
    package static func now(_ status: Int32) -> Never {
        fflush(nil)
        _exit(status)
    }
}
