// SPDX-License-Identifier: Apache-2.0

import Arguments
import Glibc

/// Lines for people that are no part of a result.
enum StandardError {
    static func note(_ line: String) {
        _ = Program.write(line + "\n", to: STDERR_FILENO)
    }
}
