// SPDX-License-Identifier: Apache-2.0

import Arguments
import Testing

struct MistakeTests {
    static let lines: [([String], String)] = [
        ([], "tool: no command; tool --help lists them"),
        (["grete"], "tool: unknown command 'grete'; did you mean tool greet?"),
        (["zzz"], "tool: unknown command 'zzz'; tool --help lists them"),
        (["--loud"], "tool: a command comes before options such as --loud; tool --help lists them"),
        (["log"], "tool log: no command; tool log --help lists them"),
        (["log", "dmup"], "tool log: unknown command 'dmup'; did you mean tool log dump?"),
        (
            ["greet", "--laud", "Ann"],
            "tool greet: unknown option --laud; did you mean --loud? (tool greet --help)"
        ),
        (
            ["greet", "--tim", "Ann"],
            "tool greet: unknown option --tim; did you mean --times? (tool greet --help)"
        ),
        (["greet", "--zebra"], "tool greet: unknown option --zebra (tool greet --help)"),
        (["greet", "-x"], "tool greet: unknown option -x (tool greet --help)"),
        (
            ["greet", "--times", "ten", "Ann"],
            "tool greet: --times expects a whole number from 1 to 9, not 'ten' (tool greet --help)"
        ),
        (
            ["greet", "--times=0"],
            "tool greet: --times expects a whole number from 1 to 9, not '0' (tool greet --help)"
        ),
        (
            ["greet", "--mood=mery"],
            "tool greet: --mood expects one of merry, sad, not 'mery'; did you mean merry? "
                + "(tool greet --help)"
        ),
        (
            ["greet", "--file", "--loud"],
            "tool greet: --file needs a value: --file FILE (tool greet --help)"
        ),
        (
            ["greet", "--times"],
            "tool greet: --times needs a value: --times N (tool greet --help)"
        ),
        (
            ["greet", "--loud=yes"],
            "tool greet: --loud takes no value, and 'yes' was given (tool greet --help)"
        ),
        (
            ["greet", "--times=1", "--times=2", "Ann"],
            "tool greet: --times is given twice (tool greet --help)"
        ),
        (["greet"], "tool greet: NAME is missing (tool greet --help)"),
        (
            ["log", "verify", "x"],
            "tool log verify: unexpected argument 'x' (tool log verify --help)"
        ),
        (["completions", "fish"], "tool: completions expects bash or zsh: tool completions bash"),
        (["help", "gret"], "tool: unknown command 'gret'; did you mean tool greet?"),
    ]

    @Test(arguments: lines)
    func `one line says what was wrong and what would be right`(
        arguments: [String], expected: String
    ) {
        guard case .mistake(let line) = SampleProgram.program.evaluate(["tool"] + arguments) else {
            Issue.record("\(arguments) was accepted")
            return
        }
        #expect(line == expected)
    }

    @Test func `a command's own status is the program's`() async {
        #expect(await SampleProgram.program.main(["tool", "log", "verify"]) == 2)
    }
}
