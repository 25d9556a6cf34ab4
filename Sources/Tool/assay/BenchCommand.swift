// SPDX-License-Identifier: Apache-2.0

import Arguments

/// `assay bench`: how fast, and at what cost.
enum BenchCommand {
    static let command = Command(
        "bench", summary: "Measure the log engine",
        subcommands: [BenchLogCommand.command])
}
