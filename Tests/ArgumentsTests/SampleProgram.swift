// SPDX-License-Identifier: Apache-2.0

import Arguments

/// A small program with one option of each kind.
enum SampleProgram {
    static let loud = Flag("loud", short: "l", help: "greet the neighbours as well")
    static let times = Option("times", "N", .integer(1...9), help: "how often to greet")
    static let wait = Option("wait", "T", .duration, help: "how long to wait in between")
    static let mood = Option("mood", "MOOD", .choice(["merry", "sad"]), help: "how to sound")
    static let colour = Option(
        "colour", "WHEN", .choice(["always", "never"]), help: "paint it", bare: "always")
    static let also = RepeatedOption("also", "NAME", .text, short: "a", help: "greet NAME too")
    static let set = RepeatedOption("set", "KEY=VALUE", .assignment, help: "change a setting")
    static let file = Option("file", "FILE", .path, help: "write to FILE")
    static let ids = Option("ids", "N,…", .list(of: .integer()), help: "several numbers")
    static let name = Operand("NAME", .text, help: "who is greeted")
    static let rest = Operand("PLACE", .text, count: .any, help: "where")

    static let program = Program(
        name: "tool", version: "1.2 (commit abc)", summary: "tool greets people.",
        commands: [
            Command(
                "greet", summary: "Greet somebody", discussion: "It is friendly.\n\nAlways.",
                options: [
                    OptionGroup("Manner", [loud, times, wait, mood, colour]),
                    OptionGroup("More", [also, set, file, ids]),
                ],
                operands: [name, rest],
                examples: [Example("tool greet --loud Ann", "greets Ann and her neighbours")]
            ) { _ in 0 },
            Command(
                "log", summary: "Look at logs",
                subcommands: [
                    Command(
                        "dump", summary: "Print a log",
                        examples: [Example("tool log dump", "prints it")]
                    ) { _ in throw CommandError("cannot", status: 4) },
                    Command("verify", summary: "Check a log", examples: []) { _ in 2 },
                ]),
        ])

    /// The values of a command line that must be right.
    static func invocation(_ arguments: String...) -> Invocation? {
        guard case .run(_, let invocation) = program.evaluate(["tool"] + arguments) else {
            return nil
        }
        return invocation
    }

    /// The text a command line asks for.
    static func shown(_ arguments: String...) -> String? {
        guard case .show(let text) = program.evaluate(["tool"] + arguments) else { return nil }
        return text
    }
}
