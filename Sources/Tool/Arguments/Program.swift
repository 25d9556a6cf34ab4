// SPDX-License-Identifier: Apache-2.0

/// A command-line program: its commands, and how a list of arguments becomes one of them.
package struct Program: Sendable {
    /// What a command line comes to.
    package enum Outcome: Sendable {
        /// Run the command with these values.
        case run(Command, Invocation)
        /// Print the text on standard output and leave with status 0.
        case show(String)
        /// Print the line on standard error and leave with status 1.
        case mistake(String)
    }

    package let name: String
    package let version: String
    package let summary: String
    package let commands: [Command]

    /// The commands, and what every program can do besides.
    var allCommands: [Command] { commands + [Completions.command(of: name)] }

    package init(name: String, version: String, summary: String, commands: [Command]) {
        self.name = name
        self.version = version
        self.summary = summary
        self.commands = commands
    }

    /// Decides what a command line comes to; `arguments` begins with the program's name.
    package func evaluate(_ arguments: [String]) -> Outcome {
        var rest = arguments.dropFirst()
        guard let first = rest.popFirst() else {
            return .mistake("\(name): no command; \(name) --help lists them")
        }
        switch first {
        case "--help", "-h": return .show(HelpText.page(of: self))
        case "--version": return .show("\(name) \(version)\n")
        case "help": return help(rest)
        case "completions" where !rest.contains { $0 == "--help" || $0 == "-h" }:
            return completions(rest)
        default: break
        }
        guard !first.hasPrefix("-") else {
            return .mistake(
                "\(name): a command comes before options such as \(first); \(name) --help lists them"
            )
        }
        return descend(first, among: allCommands, rest: rest, path: [], arguments: arguments)
    }

    private func descend(
        _ word: String, among commands: [Command], rest: ArraySlice<String>, path: [String],
        arguments: [String]
    ) -> Outcome {
        guard let command = commands.first(where: { $0.name == word }) else {
            return .mistake(unknown(word, among: commands, path: path))
        }
        let path = path + [word]
        if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }),
            command.subcommands.isEmpty || rest.first == "--help" || rest.first == "-h"
        {
            return .show(HelpText.page(of: command, path: path, program: self))
        }
        let title = ([name] + path).joined(separator: " ")
        if command.body != nil {
            var reader = ArgumentReader(
                command, arguments: rest, invocation: Invocation(commandLine: arguments, path: path)
            )
            do throws(UsageError) {
                return .run(command, try reader.read())
            } catch {
                return .mistake("\(title): \(error) (\(title) --help)")
            }
        }
        guard let next = rest.first else {
            return .mistake("\(title): no command; \(title) --help lists them")
        }
        return descend(
            next, among: command.subcommands, rest: rest.dropFirst(), path: path,
            arguments: arguments)
    }

    private func unknown(_ word: String, among commands: [Command], path: [String]) -> String {
        let title = ([name] + path).joined(separator: " ")
        let meant = Spelling.closest(to: word, in: commands.map(\.name))
        let advice = meant.map { "did you mean \(title) \($0)?" } ?? "\(title) --help lists them"
        return "\(title): unknown command '\(word)'; \(advice)"
    }

    private func help(_ words: ArraySlice<String>) -> Outcome {
        var commands = allCommands
        var path: [String] = []
        var page = HelpText.page(of: self)
        for word in words {
            guard let command = commands.first(where: { $0.name == word }) else {
                return .mistake(unknown(word, among: commands, path: path))
            }
            path.append(word)
            page = HelpText.page(of: command, path: path, program: self)
            commands = command.subcommands
        }
        return .show(page)
    }

    private func completions(_ words: ArraySlice<String>) -> Outcome {
        guard words.count == 1, let shell = words.first, Completions.shells.contains(shell) else {
            let shells = Completions.shells.joined(separator: " or ")
            return .mistake("\(name): completions expects \(shells): \(name) completions bash")
        }
        return .show(Completions.script(for: self, shell: shell))
    }
}
