// SPDX-License-Identifier: Apache-2.0

/// A transcript of commands with what each block of them is expected to print.
///
/// Comment lines, then command lines, a line `----`, the output, an empty line; and so on (the
/// form of CockroachDB's `datadriven`). An output has no empty lines.
package struct Script: Hashable, Sendable {
    /// Commands that print together.
    package struct Block: Hashable, Sendable {
        /// Comments above the commands, `#` included, and empty lines between them.
        package var comments: [String]
        package var commands: [ScriptCommand]
        /// The lines that are expected.
        package var output: [String]
        /// Of the first command, counted from 1.
        package var line: Int

        package init(
            comments: [String] = [], commands: [ScriptCommand], output: [String] = [],
            line: Int = 0
        ) {
            self.comments = comments
            self.commands = commands
            self.output = output
            self.line = line
        }
    }

    static let separator = "----"

    package var blocks: [Block]
    /// Comments behind the last block.
    package var closing: [String]

    package init(blocks: [Block], closing: [String] = []) {
        self.blocks = blocks
        self.closing = closing
    }

    /// Reads the text of a script.
    package init(_ text: String) throws(ScriptError) {
        blocks = []
        closing = []
        var block = Block(commands: [])
        var isOutput = false
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        for (index, line) in lines.enumerated() {
            if isOutput {
                if line.isEmpty {
                    blocks.append(block)
                    block = Block(commands: [])
                    isOutput = false
                } else {
                    block.output.append(line)
                }
            } else if line == Self.separator {
                guard !block.commands.isEmpty else {
                    throw ScriptError(line: index + 1, reason: "no command above the output")
                }
                isOutput = true
            } else if let command = try ScriptCommand(line, at: index + 1) {
                if block.commands.isEmpty { block.line = index + 1 }
                block.commands.append(command)
            } else if block.commands.isEmpty {
                block.comments.append(line)
            } else {
                throw ScriptError(line: index + 1, reason: "commands end with \(Self.separator)")
            }
        }
        if isOutput {
            blocks.append(block)
        } else if !block.commands.isEmpty {
            throw ScriptError(line: lines.count, reason: "commands end with \(Self.separator)")
        } else {
            closing = block.comments
        }
    }

    /// The script as it is written to a file.
    package var text: String {
        var lines: [String] = []
        for block in blocks {
            lines += block.comments
            lines += block.commands.map(\.text)
            lines.append(Self.separator)
            lines += block.output.filter { !$0.isEmpty }
            lines.append("")
        }
        lines += closing
        if closing.isEmpty && !blocks.isEmpty { lines.removeLast() }
        return lines.map { $0 + "\n" }.joined()
    }
}
