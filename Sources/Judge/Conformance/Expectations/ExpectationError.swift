// SPDX-License-Identifier: Apache-2.0

/// A line of an expectation file that cannot be read.
package struct ExpectationError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
