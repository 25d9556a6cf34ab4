// SPDX-License-Identifier: Apache-2.0

/// An option with one value, given at most once.
package struct Option<Value: Sendable>: OptionDeclaration {
    package let spec: OptionSpec

    /// Declares `--name PLACEHOLDER`.
    ///
    /// With `bare`, the option may stand alone and then means that value; a value is then only
    /// taken from `--name=value`.
    package init(
        _ name: String, _ placeholder: String, _ parser: ValueParser<Value>,
        short: Character? = nil, help: String, bare: Value? = nil
    ) {
        spec = OptionSpec(
            name, parser, short: short, placeholder: placeholder, help: help, repeats: false,
            bare: bare)
    }
}
