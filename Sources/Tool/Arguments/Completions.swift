// SPDX-License-Identifier: Apache-2.0

/// Writes the script that teaches a shell the commands and options of a program.
enum Completions {
    static let shells = ["bash", "zsh"]

    /// `completions` as the program's pages show it; the program itself carries it out.
    static func command(of program: String) -> Command {
        Command(
            "completions", summary: "Print a script that completes commands in a shell",
            operands: [Operand("SHELL", .choice(shells), help: shells.joined(separator: " or "))],
            examples: [
                Example(
                    "eval \"$(\(program) completions bash)\"",
                    "completes in this shell; put the line into ~/.bashrc for all")
            ]
        ) { _ in 0 }
    }

    /// The script for `shell`, one of `shells`; to be evaluated by the shell's start-up file.
    static func script(for program: Program, shell: String) -> String {
        let script = bash(program)
        guard shell == "zsh" else { return script }
        return "autoload -U +X bashcompinit && bashcompinit\n" + script
    }

    private static func bash(_ program: Program) -> String {
        let name = program.name
        var cases = ""
        let top = program.allCommands.map(\.name) + ["--help", "--version"]
        cases += entry("", words: top, filesAfter: [], choices: [])
        for command in program.commands { cases += entries(command, path: command.name) }
        cases += entry("completions", words: shells + ["--help"], filesAfter: [], choices: [])
        return """
            _\(name)() {
                local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
                local path="" word words=""
                for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                    case "$word" in -*) break ;; esac
                    path="${path:+$path }$word"
                done
                case "$path" in
            \(cases)    esac
                COMPREPLY=($(compgen -W "$words" -- "$current"))
            }
            complete -o default -F _\(name) \(name)

            """
    }

    private static func entries(_ command: Command, path: String) -> String {
        if !command.subcommands.isEmpty {
            let own = entry(
                path, words: command.subcommands.map(\.name) + ["--help"], filesAfter: [],
                choices: [])
            return command.subcommands.reduce(own) {
                $0 + entries($1, path: "\(path) \($1.name)")
            }
        }
        let options = command.options
        return entry(
            path + (command.operands.isEmpty ? "" : "*"),
            words: options.map(\.dashed) + ["--help"],
            filesAfter: options.filter(\.completesFiles).map(\.dashed),
            choices: options.filter { !$0.choices.isEmpty }.map { ($0.dashed, $0.choices) })
    }

    /// One arm of the script: what may stand after `path`, and after its options.
    private static func entry(
        _ path: String, words: [String], filesAfter: [String], choices: [(String, [String])]
    ) -> String {
        let quoted = path.hasSuffix("*") ? "\"\(path.dropLast())\"*" : "\"\(path)\""
        var arms = ""
        if !filesAfter.isEmpty {
            arms += "            \(filesAfter.joined(separator: "|"))) return ;;\n"
        }
        for (option, values) in choices {
            arms += "            \(option)) words=\"\(values.joined(separator: " "))\" ;;\n"
        }
        arms += "            *) words=\"\(words.joined(separator: " "))\" ;;\n"
        return "    \(quoted)) case \"$previous\" in\n\(arms)        esac ;;\n"
    }
}
