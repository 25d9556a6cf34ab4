// SPDX-License-Identifier: Apache-2.0

/// An option without a value: given or not.
package struct Flag: OptionDeclaration {
    package let spec: OptionSpec

    /// Declares `--name`, with a one-letter form when `short` is given.
    package init(_ name: String, short: Character? = nil, help: String) {
        spec = OptionSpec(
            name: name, short: short, form: .flag, placeholder: "", help: help, repeats: true,
            expects: "", choices: [], completesFiles: false, parse: { _ in true })
    }
}
