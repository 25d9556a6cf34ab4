// SPDX-License-Identifier: Apache-2.0

/// A name and a value, as in `key=value`.
package struct Assignment: Hashable, Sendable {
    package let key: String
    package let value: String

    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}
