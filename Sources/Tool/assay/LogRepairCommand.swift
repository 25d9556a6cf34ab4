// SPDX-License-Identifier: Apache-2.0

import Arguments
import LogInspector
import Reports
import Results

/// `assay log repair`: what a recovery would do, with nothing destroyed.
enum LogRepairCommand {
    private static let dryRun = Flag(
        "dry-run", help: "say what would be done, and change nothing")
    private static let all = Flag(
        "all", help: "look at every segment, also where a recovery would not: cuts at rot too")
    private static let detached = Flag(
        "detached",
        help: "repair folders that are in no log directory, as copies are: no broker uses them")
    private static let indexInterval = Option(
        "index-interval", "N", .integer(0...Int(Int32.max)),
        help: "index.interval.bytes of indexes that are written anew (default 4096)")

    static let command = Command(
        "repair", summary: "Cut what cannot be read, and set it aside",
        discussion: """
            Looks at the log from its recovery point on, or after a clean stop at what stands behind \
            its last batch only, as the reference broker does when it starts. From the first batch that is damaged or incomplete on, \
            bytes go to a file beside the log that ends in .corrupt; later segments are renamed. \
            Indexes, leader epochs and producer snapshots that contradict the log are set aside; \
            indexes and epochs are written anew, and the directory's checkpoints lowered to the \
            log's end; `dump` reads what was set aside. A directory that a running broker holds is \
            left alone, and the process named. A cut concerns every segment behind it: PATH is a folder, never a single \
            file.

            Status: 0 repaired or nothing to do, 1 wrong usage, or the directory is in use, 2 a dry \
            run found something to do.
            """,
        options: [
            OptionGroup("What to do", [dryRun, all, detached, indexInterval]),
            OptionGroup(
                "Result and output",
                [
                    ReportingOptions.json, ReportingOptions.quiet, LogOptions.lowPriority,
                ]),
        ],
        operands: [LogOptions.paths],
        examples: [
            Example(
                "assay log repair --dry-run /var/lib/kafka",
                "says what a recovery would cut: file, byte, size and reason"),
            Example("assay log repair /var/lib/kafka/orders-0", "repairs one partition"),
        ],
        run: run)

    private static func run(_ invocation: Invocation) async throws -> Int32 {
        let json = invocation[ReportingOptions.json]
        if let json { try ReportFile.checkWritable(json) }
        if invocation[LogOptions.lowPriority] { DiskPriority.yield() }
        let recorder = RunRecorder(commandLine: invocation.commandLine, seed: 0)
        let paths = invocation[LogOptions.paths]
        let isDryRun = invocation[dryRun]
        var folders = try self.folders(of: paths)
        let locks =
            try isDryRun
            ? []
            : DirectoryLock.take(around: folders, isDetached: invocation[detached])
        defer { withExtendedLifetime(locks) {} }
        // A broker that stopped just before its lock was taken left other marks.
        if !isDryRun { folders = try self.folders(of: paths) }
        var options = RepairOptions()
        options.looksAtAll = invocation[all]
        options.indexIntervalBytes = invocation[indexInterval, default: 4096]
        let progress = LogProgress(
            "looking at", totalBytes: folders.reduce(0) { $0 + $1.logBytes },
            quiet: invocation[ReportingOptions.quiet])
        let planner = RepairPlanner(options, progress: progress.add)
        var steps: [RepairStep] = []
        for folder in folders where !folder.segments.isEmpty {
            let plan = try planner.plan(folder)
            steps += try isDryRun ? plan.steps : Repairer(options).apply(plan)
        }
        progress.clear()
        let report = RepairReport(
            manifest: recorder.manifest(), paths: paths, isDryRun: isDryRun, steps: steps)
        if let json { try ReportFile.write(report.json.pretty, to: json) }
        if !invocation[ReportingOptions.quiet] && json != "-" {
            try ReportFile.write(report.text, to: "-")
        }
        let isLeft = isDryRun && report.changes > 0
        return (isLeft ? ExitCode.failed : .good).rawValue
    }

    /// The partitions below `paths`; a single file is refused.
    private static func folders(of paths: [String]) throws -> [PartitionFolder] {
        let folders = try LogOptions.folders(of: paths)
        if let part = folders.first(where: { !$0.isWhole }) {
            throw UsageError(
                "repair takes no single file: what it cuts concerns all segments of \(part.path)")
        }
        return folders
    }
}
