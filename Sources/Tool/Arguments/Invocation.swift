// SPDX-License-Identifier: Apache-2.0

/// What one command line asked for: typed values, read by the declarations themselves.
///
///     let seed = Option("seed", "N", .seed, help: "…")
///     …
///     let value: UInt64? = invocation[seed]
package struct Invocation: Sendable {
    /// The arguments as given, the program's name first.
    package let commandLine: [String]
    /// The names of the command and its parents: `["log", "dump"]`.
    package let path: [String]
    var options: [String: [any Sendable]] = [:]
    var operands: [String: [any Sendable]] = [:]

    init(commandLine: [String], path: [String]) {
        self.commandLine = commandLine
        self.path = path
    }

    /// Whether the flag was given.
    package subscript(flag: Flag) -> Bool { options[flag.spec.name] != nil }

    /// The option's value, nil when it was not given.
    package subscript<Value>(option: Option<Value>) -> Value? {
        options[option.spec.name]?.last as? Value
    }

    /// The option's value, or `fallback` when it was not given.
    package subscript<Value>(option: Option<Value>, default fallback: Value) -> Value {
        self[option] ?? fallback
    }

    /// The option's values in the order given.
    package subscript<Value>(option: RepeatedOption<Value>) -> [Value] {
        (options[option.spec.name] ?? []).compactMap { $0 as? Value }
    }

    /// The operand's values in the order given; exactly one for an operand of count `.one`.
    package subscript<Value>(operand: Operand<Value>) -> [Value] {
        (operands[operand.spec.name] ?? []).compactMap { $0 as? Value }
    }
}
