// SPDX-License-Identifier: Apache-2.0

/// A user's mistake: one line that says what was wrong and what would be right.
package struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
