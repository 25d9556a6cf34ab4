// SPDX-License-Identifier: Apache-2.0

import Arguments
import Glibc
import Reports
import Results

/// The binary: every command is a value of its own file.
@main
struct AssayTool {
    static let program = Program(
        name: "assay", version: ToolIdentity.current.text,
        summary: "assay judges Kafka-protocol brokers, and carries a reference broker.",
        commands: [
            ConformCommand.command, ServeCommand.command, LogCommand.command, BenchCommand.command,
        ])

    static func main() async {
        // A reader that goes away is an error of a write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        ProcessEnd.now(await program.main(CommandLine.arguments))
    }
}
