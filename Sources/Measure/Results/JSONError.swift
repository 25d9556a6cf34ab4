// SPDX-License-Identifier: Apache-2.0

/// Text that is not JSON: what is wrong, and at which byte.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    package let problem: String
    package let position: Int

    package var description: String { "not JSON at byte \(position): \(problem)" }
}
