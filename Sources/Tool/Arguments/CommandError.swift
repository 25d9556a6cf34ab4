// SPDX-License-Identifier: Apache-2.0

/// Why a command could not do its work: one line, and the exit status to leave with.
package struct CommandError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
    package let status: Int32

    package init(_ description: String, status: Int32) {
        self.description = description
        self.status = status
    }
}
