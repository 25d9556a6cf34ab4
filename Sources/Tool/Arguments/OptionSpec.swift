// SPDX-License-Identifier: Apache-2.0

/// One option as the reader, the help and the completions see it, its type erased.
package struct OptionSpec: Sendable {
    /// Whether and how a value follows the name.
    package enum Form: Sendable {
        /// `--quiet`
        case flag
        /// `--seed N` or `--seed=N`
        case value
        /// `--color` or `--color=WHEN`; the next argument is never taken for the value.
        case optionalValue
    }

    /// The name without its dashes.
    package var name: String
    /// A one-letter form, if there is one.
    package var short: Character?
    package var form: Form
    /// What stands for the value in the help: `FILE`, `H:P,…`; empty for a flag.
    package var placeholder: String
    /// One sentence, without a full stop at its end.
    package var help: String
    /// Whether it may be given more than once.
    package var repeats: Bool
    /// What a right value looks like, for the error line.
    package var expects: String
    package var choices: [String]
    package var completesFiles: Bool
    /// The value of a text, nil when it is not one.
    ///
    /// Given nil, the value of the bare option.
    package var parse: @Sendable (String?) -> (any Sendable)?
}

/// A declared option of any kind: what a command lists.
package protocol OptionDeclaration: Sendable {
    var spec: OptionSpec { get }
}

extension OptionSpec {
    init<Value: Sendable>(
        _ name: String, _ parser: ValueParser<Value>, short: Character?, placeholder: String,
        help: String, repeats: Bool, bare: Value?
    ) {
        self.init(
            name: name, short: short, form: bare == nil ? .value : .optionalValue,
            placeholder: placeholder, help: help, repeats: repeats, expects: parser.expects,
            choices: parser.choices, completesFiles: parser.completesFiles,
            parse: { text in
                guard let text else { return bare }
                return parser.parse(text)
            })
    }

    /// The name as a user writes it: `--name`.
    package var dashed: String { "--\(name)" }
}
