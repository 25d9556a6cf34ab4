// SPDX-License-Identifier: Apache-2.0

/// Lays out what `--help` prints: usage, options, and an example for everything.
enum HelpText {
    /// Columns of the whole page; fixed, so that help reads the same everywhere.
    static let width = 80

    /// The page of the program: its commands and how to go on from there.
    static func page(of program: Program) -> String {
        var text = "\(program.summary)\n\nUsage: \(program.name) COMMAND [options]\n\nCommands:\n"
        text += columns(program.allCommands.map { ($0.name, $0.summary) })
        text += "\nOptions:\n"
        text += columns([
            ("--help", "show this page, or that of a command"),
            ("--version", "show the version and the commit it was built from"),
        ])
        let examples = program.commands.compactMap(\.examples.first)
        text += section("Examples", examples)
        text += "\n\(program.name) COMMAND --help explains a command and all its options.\n"
        return text
    }

    /// The page of one command, `path` being its names below the program's.
    static func page(of command: Command, path: [String], program: Program) -> String {
        let name = ([program.name] + path).joined(separator: " ")
        var text = "\(command.summary).\n\nUsage: \(name)"
        guard command.subcommands.isEmpty else {
            text += " COMMAND [options]\n" + paragraphs(command.discussion) + "\nCommands:\n"
            text += columns(command.subcommands.map { ($0.name, $0.summary) })
            text += section("Examples", command.subcommands.compactMap(\.examples.first))
            return text + "\n\(name) COMMAND --help explains a command and all its options.\n"
        }
        if !command.groups.isEmpty { text += " [options]" }
        for operand in command.operands.map(\.spec) { text += " " + usage(of: operand) }
        text += "\n" + paragraphs(command.discussion)
        if !command.operands.isEmpty {
            text += "\nArguments:\n"
            text += columns(command.operands.map { (usage(of: $0.spec), $0.spec.help) })
        }
        for group in command.groups {
            text += "\n\(group.title):\n" + columns(group.options.map { row(of: $0.spec) })
        }
        return text + section("Examples", command.examples)
    }

    private static func usage(of operand: OperandSpec) -> String {
        switch operand.count {
        case .one: operand.name
        case .optional: "[\(operand.name)]"
        case .any: "[\(operand.name)…]"
        case .atLeastOne: "\(operand.name)…"
        }
    }

    private static func row(of spec: OptionSpec) -> (String, String) {
        var name = spec.short.map { "-\($0), " } ?? ""
        name += spec.dashed
        switch spec.form {
        case .flag: break
        case .value: name += " \(spec.placeholder)" + (spec.repeats ? "…" : "")
        case .optionalValue: name += "[=\(spec.placeholder)]"
        }
        return (name, spec.help)
    }

    private static func section(_ title: String, _ examples: [Example]) -> String {
        guard !examples.isEmpty else { return "" }
        var text = "\n\(title):\n"
        for example in examples {
            text += "  \(example.commandLine)\n"
            text += wrap(example.explanation, indent: 6, firstIndent: 6)
        }
        return text
    }

    private static func paragraphs(_ discussion: String) -> String {
        guard !discussion.isEmpty else { return "" }
        let blocks = discussion.split(separator: "\n\n")
        return blocks.map { "\n" + wrap(String($0), indent: 0, firstIndent: 0) }.joined()
    }

    /// Two columns: names left, explanations wrapped at the right.
    private static func columns(_ rows: [(String, String)]) -> String {
        let widest = rows.map(\.0.count).max() ?? 0
        let left = min(widest, 26) + 4
        var text = ""
        for (name, help) in rows {
            text += "  \(name)"
            if name.count + 4 > left {
                text += "\n" + wrap(help, indent: left, firstIndent: left)
            } else {
                text += wrap(help, indent: left, firstIndent: left - 2 - name.count)
            }
        }
        return text
    }

    /// Words of `text` in lines that end before the page does; every line begins with `indent`.
    static func wrap(_ text: String, indent: Int, firstIndent: Int) -> String {
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: \.isWhitespace) {
            if !line.isEmpty, indent + line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        lines.append(line)
        var result = ""
        for (number, line) in lines.enumerated() {
            let blanks = number == 0 ? firstIndent : indent
            result += String(repeating: " ", count: blanks) + line + "\n"
        }
        return result
    }
}
