// SPDX-License-Identifier: Apache-2.0

import Arguments

/// `assay log`: the files of a log, without a broker.
enum LogCommand {
    static let command = Command(
        "log", summary: "Look into log directories and segment files",
        discussion: """
            PATH is a log directory, the folder of one partition, or single files, of Apache Kafka \
            or of the reference broker. Nothing is written but by repair, and nothing is held in \
            memory but a window of each file: a directory of any size takes the same few MiB.
            """,
        subcommands: [
            LogDumpCommand.command, LogVerifyCommand.command, LogStatsCommand.command,
            LogRepairCommand.command,
        ])
}
