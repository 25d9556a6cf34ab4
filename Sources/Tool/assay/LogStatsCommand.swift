// SPDX-License-Identifier: Apache-2.0

import Arguments
import LogInspector
import Reports
import Results

/// `assay log stats`: what the batches of a log are like.
enum LogStatsCommand {
    static let command = Command(
        "stats", summary: "Count what batches and records are like",
        discussion: """
            Sizes of batches, keys and values, records a batch, codecs and what they save, gaps, \
            timestamps, producers and transactions: of each partition, and of all together. \
            Records are unpacked and counted, nothing is checked.
            """,
        options: [
            OptionGroup("What to count", [LogOptions.unpackLimit]),
            OptionGroup(
                "Result and output",
                [
                    ReportingOptions.json, ReportingOptions.quiet, ReportingOptions.noColor,
                    LogOptions.lowPriority,
                ]),
        ],
        operands: [LogOptions.paths],
        examples: [
            Example("assay log stats /var/lib/kafka/orders-0", "tells one partition's shape"),
            Example(
                "assay log stats --low-priority --json stats.json /var/lib/kafka",
                "counts a whole directory while the disk is idle"),
        ],
        run: run)

    private static func run(_ invocation: Invocation) async throws -> Int32 {
        let json = invocation[ReportingOptions.json]
        if let json { try ReportFile.checkWritable(json) }
        if invocation[LogOptions.lowPriority] { DiskPriority.yield() }
        let recorder = RunRecorder(commandLine: invocation.commandLine, seed: 0)
        let paths = invocation[LogOptions.paths]
        let folders = try LogOptions.folders(of: paths)
        let progress = LogProgress(
            "counting", totalBytes: folders.reduce(0) { $0 + $1.logBytes },
            quiet: invocation[ReportingOptions.quiet])
        let collector = StatisticsCollector(
            unpackBytesMax: LogOptions.unpackBytesMax(invocation), progress: progress.add)
        var partitions: [LogStatistics] = []
        for folder in folders where !folder.segments.isEmpty {
            partitions.append(try collector.collect(folder))
        }
        progress.clear()
        let report = StatisticsReport(
            manifest: recorder.manifest(), paths: paths, partitions: partitions)
        if let json { try ReportFile.write(report.json.pretty, to: json) }
        if !invocation[ReportingOptions.quiet] && json != "-" {
            let style = TextStyle.standardOutput(noColor: invocation[ReportingOptions.noColor])
            try ReportFile.write(StatisticsText(style: style).text(report), to: "-")
        }
        return ExitCode.good.rawValue
    }
}
