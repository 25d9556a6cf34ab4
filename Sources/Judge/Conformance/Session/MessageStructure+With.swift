// SPDX-License-Identifier: Apache-2.0

package import Messages

extension MessageStructure {
    /// A message with the fields that `change` sets: `.with { $0.name = "a" }`.
    package static func with(_ change: (inout Self) throws -> Void) rethrows -> Self {
        var message = Self()
        try change(&message)
        return message
    }
}
