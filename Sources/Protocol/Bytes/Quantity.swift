// SPDX-License-Identifier: Apache-2.0

/// Numbers of things, for people.
package enum Quantity {
    /// `1 byte`, `2 bytes`; `plural` of a noun that takes more than an `s`.
    package static func text(
        _ number: some BinaryInteger, _ noun: String, _ plural: String? = nil
    ) -> String {
        "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
    }
}
