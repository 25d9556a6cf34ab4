// SPDX-License-Identifier: Apache-2.0

/// A subcommand as a value: its name, its options, its examples and what it does.
///
///     let greet = Command(
///         "greet", summary: "Say hello",
///         options: [OptionGroup("Options", [loud])],
///         examples: [Example("tool greet --loud", "greets the neighbours as well")]
///     ) { invocation in
///         invocation[loud] ? 0 : 2
///     }
package struct Command: Sendable {
    /// What a command does; the result is the exit status.
    ///
    /// A thrown `UsageError` becomes one line and status 1, a `CommandError` one line and its own
    /// status, any other error one line and status 1.
    package typealias Body = @Sendable (Invocation) async throws -> Int32

    package let name: String
    /// One line for the list of commands, without a full stop.
    package let summary: String
    /// Paragraphs for the command's own help; empty when the summary says it all.
    package let discussion: String
    package let groups: [OptionGroup]
    package let operands: [any OperandDeclaration]
    package let examples: [Example]
    package let subcommands: [Command]
    package let body: Body?

    /// A command that does something.
    package init(
        _ name: String, summary: String, discussion: String = "",
        options groups: [OptionGroup] = [], operands: [any OperandDeclaration] = [],
        examples: [Example], run body: @escaping Body
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.groups = groups
        self.operands = operands
        self.examples = examples
        self.subcommands = []
        self.body = body
    }

    /// A family of commands: `log` of `log dump` and `log verify`.
    package init(
        _ name: String, summary: String, discussion: String = "", subcommands: [Command]
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.groups = []
        self.operands = []
        self.examples = []
        self.subcommands = subcommands
        self.body = nil
    }

    var options: [OptionSpec] { groups.flatMap { $0.options.map(\.spec) } }
}
