// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The limit of open files: a broker needs some for every partition and one for every client.
enum OpenFiles {
    /// Raises the limit as far as the system lets this process.
    static func allowAll() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
