// SPDX-License-Identifier: Apache-2.0

/// An option with a value that may be given any number of times.
package struct RepeatedOption<Value: Sendable>: OptionDeclaration {
    package let spec: OptionSpec

    /// Declares `--name PLACEHOLDER`, repeatable.
    package init(
        _ name: String, _ placeholder: String, _ parser: ValueParser<Value>,
        short: Character? = nil, help: String
    ) {
        spec = OptionSpec(
            name, parser, short: short, placeholder: placeholder, help: help, repeats: true,
            bare: nil)
    }
}
