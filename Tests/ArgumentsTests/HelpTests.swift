// SPDX-License-Identifier: Apache-2.0

import Arguments
import TestSupport
import Testing

struct HelpTests {
    @Test func `a command's page teaches it`() {
        let expected = """
            Greet somebody.

            Usage: tool greet [options] NAME [PLACE…]

            It is friendly.

            Always.

            Arguments:
              NAME      who is greeted
              [PLACE…]  where

            Manner:
              -l, --loud       greet the neighbours as well
              --times N        how often to greet
              --wait T         how long to wait in between
              --mood MOOD      how to sound
              --colour[=WHEN]  paint it

            More:
              -a, --also NAME…  greet NAME too
              --set KEY=VALUE…  change a setting
              --file FILE       write to FILE
              --ids N,…         several numbers

            Examples:
              tool greet --loud Ann
                  greets Ann and her neighbours

            """
        for arguments in [["greet", "--help"], ["greet", "x", "-h"], ["help", "greet"]] {
            guard case .show(let page) = SampleProgram.program.evaluate(["tool"] + arguments) else {
                Issue.record("no page for \(arguments)")
                continue
            }
            #expect(page == expected)
        }
    }

    @Test func `the program's page lists the commands`() throws {
        let page = try #require(SampleProgram.shown("--help"))
        let list = """
              greet        Greet somebody
              log          Look at logs
              completions  Print a script that completes commands in a shell

            """
        #expect(page.contains(list))
        #expect(page.contains("  tool greet --loud Ann\n"))
    }

    @Test func `a family's page lists its commands`() throws {
        let page = try #require(SampleProgram.shown("log", "--help"))
        #expect(page.hasPrefix("Look at logs.\n\nUsage: tool log COMMAND [options]\n"))
        #expect(page.contains("  dump    Print a log\n  verify  Check a log\n"))
        #expect(SampleProgram.shown("log", "dump", "--help")?.hasPrefix("Print a log.") == true)
    }

    @Test func `completions have a page and an example as every command`() throws {
        for arguments in [["completions", "--help"], ["help", "completions"]] {
            guard case .show(let page) = SampleProgram.program.evaluate(["tool"] + arguments) else {
                Issue.record("no page for \(arguments)")
                continue
            }
            #expect(page.contains("Usage: tool completions SHELL\n"))
            #expect(page.contains("  eval \"$(tool completions bash)\"\n"))
        }
    }

    @Test func `the version names the commit`() {
        #expect(SampleProgram.shown("--version") == "tool 1.2 (commit abc)\n")
    }

    @Test func `bash completes commands, options, choices and files`() async throws {
        let script = try #require(SampleProgram.shown("completions", "bash"))
        let cases: [(String, String)] = [
            ("tool gr", "greet"), ("tool greet --lo", "--loud"), ("tool greet --mood s", "sad"),
            ("tool log d", "dump"), ("tool greet Ann --ti", "--times"),
            ("tool com", "completions"), ("tool completions b", "bash"),
        ]
        for (line, expected) in cases {
            let words = line.split(separator: " ").map(String.init)
            let quoted = words.map { "'\($0)'" }.joined(separator: " ")
            let shell = """
                \(script)
                COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1); _tool
                echo "${COMPREPLY[*]}"
                """
            let child = try ChildProcess("bash", ["-c", shell])
            child.closeInput()
            #expect(try await child.wait(within: 20) == 0)
            #expect(child.outputText == expected + "\n", "\(line): \(child.errorText)")
        }
    }
}
