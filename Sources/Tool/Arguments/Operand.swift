// SPDX-License-Identifier: Apache-2.0

/// How many arguments an operand takes.
package enum OperandCount: Sendable {
    case one
    case optional
    case any
    case atLeastOne
}

/// One operand as the reader and the help see it, its type erased.
package struct OperandSpec: Sendable {
    package var name: String
    package var count: OperandCount
    package var help: String
    package var expects: String
    package var parse: @Sendable (String) -> (any Sendable)?
}

/// A declared operand of any type: what a command lists.
package protocol OperandDeclaration: Sendable {
    var spec: OperandSpec { get }
}

/// Arguments that stand for themselves, without an option's name: `PATH…`.
package struct Operand<Value: Sendable>: OperandDeclaration {
    package let spec: OperandSpec

    /// Declares an operand called `name` in the help; one with `.any` or `.atLeastOne` stands last.
    package init(
        _ name: String, _ parser: ValueParser<Value>, count: OperandCount = .one, help: String
    ) {
        spec = OperandSpec(
            name: name, count: count, help: help, expects: parser.expects,
            parse: { parser.parse($0) })
    }
}
