// SPDX-License-Identifier: Apache-2.0

import Testing
import WireText

@Suite struct ScriptTests {
    private let text = """
        # What is shown.

        append a:1 epoch=3
        state
        ----
        0..0
        start 0 end 1

        # The next.
        read
        ----

        """

    @Test func `commands, comments and outputs come back as they were written`() throws {
        let script = try Script(text)
        #expect(script.blocks.count == 2)
        #expect(script.blocks[0].comments == ["# What is shown.", ""])
        #expect(script.blocks[0].commands.map(\.name) == ["append", "state"])
        #expect(script.blocks[0].commands[0].words == ["a:1"])
        #expect(script.blocks[0].commands[0].options == ["epoch": "3"])
        #expect(script.blocks[0].output == ["0..0", "start 0 end 1"])
        #expect(script.blocks[1].line == 10)
        #expect(script.text == text)
        #expect(try Script(script.text) == script)
    }

    @Test func `an output has no empty lines, so what follows is read again`() throws {
        var script = try Script(text)
        script.blocks[1].output = ["a", "", "b"]
        #expect(try Script(script.text).blocks[1].output == ["a", "b"])
    }

    @Test func `what is not a script is said with its line`() {
        #expect(throws: ScriptError(line: 1, reason: "no command above the output")) {
            try Script("----\n")
        }
        #expect(throws: ScriptError(line: 2, reason: "commands end with ----")) {
            try Script("state\n\n----\n")
        }
        #expect(throws: ScriptError(line: 1, reason: "at is said twice")) {
            try Script("append at=1 at=2\n----\n")
        }
    }

    @Test func `numbers are read where they are wanted`() throws {
        let command = try #require(try ScriptCommand("truncate 17 at=x to=9"))
        #expect(try command.number(at: 0) as Int64 == 17)
        #expect(try command.number("to") as Int? == 9)
        #expect(try command.number("missing") as Int? == nil)
        #expect(throws: ScriptError.self) { try command.number("at") as Int? }
        #expect(throws: ScriptError.self) { try command.number(at: 1) as Int }
    }
}
