// SPDX-License-Identifier: Apache-2.0

import Arguments
import Glibc
import Reports
import Results

/// Micro-benchmarks, each beside its yardstick; `scripts/bench` builds and runs it.
@main
struct MicrobenchTool {
    static let program = Program(
        name: "microbench", version: ToolIdentity.current.text,
        summary: "Measures the hot parts of Assay beside bare C and the machine's ceilings.",
        commands: [RunCommand.command, CountCommand.command])

    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        ProcessEnd.now(await program.main(CommandLine.arguments))
    }
}
