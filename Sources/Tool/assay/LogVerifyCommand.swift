// SPDX-License-Identifier: Apache-2.0

import Arguments
import Glibc
import LogInspector
import Reports
import Results

/// `assay log verify`: whether the files of a log say what a log may say.
enum LogVerifyCommand {
    private static let live = Flag(
        "live",
        help: "a broker may be at work: half-written ends and files that go meanwhile are no breach"
    )
    private static let noGaps = Flag(
        "no-gaps", help: "gaps between offsets are violations: for topics that are never compacted")
    private static let segmentBytes = Option(
        "segment-bytes", "N", .identifier, help: "segment.bytes of the topics, to check sizes")
    private static let fromTime = Option(
        "from-time", "T", .moment,
        help: """
            look into batches at T or later only; offsets, epochs and indexes are checked \
            everywhere
            """)
    private static let toTime = Option(
        "to-time", "T", .moment, help: "look into batches at T or earlier only")
    private static let replicas = Flag(
        "replicas",
        help: "compare replicas as well: folders of the same partition, or all that are given")
    private static let strict = Flag(
        "strict", help: "leave with 3 when there is nothing worse than a tail that recovery cuts")
    private static let rules = Flag(
        "rules", help: "list every rule and how files show it, and end")
    /// Findings that a result keeps; beyond them they are counted.
    private static let keptMax = 10_000

    private static var discussion: String {
        let checked = VerifyRule.all.filter(\.isChecked).map { "\($0.id) \($0.statement)" }
        let others = VerifyRule.all.filter { !$0.isChecked }.map {
            "\($0.id) \($0.statement) (\($0.obstacle))"
        }
        return """
            Reads every file once and says what is wrong, with rule, file and byte. A tail is the \
            half-written end of a log that was not stopped cleanly, which recovery cuts off; it is \
            told, and is no violation. Where recovery would take along what is sound behind damage, \
            the finding says how many bytes and batches.

            Checked: \(checked.joined(separator: "; ")).

            Files alone cannot show: \(others.joined(separator: "; ")).

            Status: 0 nothing is violated, 1 wrong usage or unreadable paths, 2 a rule is violated, \
            3 only tails, with --strict.
            """
    }

    static let command = Command(
        "verify", summary: "Check log files against the rules of a log",
        discussion: discussion,
        options: [
            OptionGroup(
                "What to check",
                [
                    live, noGaps, segmentBytes, fromTime, toTime, replicas,
                    LogOptions.unpackLimit, rules,
                ]),
            OptionGroup(
                "Result and output",
                [
                    ReportingOptions.json, ReportingOptions.quiet, ReportingOptions.noColor,
                    strict, LogOptions.lowPriority,
                ]),
        ],
        operands: [paths],
        examples: [
            Example("assay log verify /var/lib/kafka", "checks every partition of a directory"),
            Example(
                "assay log verify --live --low-priority --json verify.json /var/lib/kafka",
                "checks below a running broker, when the disk is idle"),
            Example(
                "assay log verify --replicas a/orders-0 b/orders-0 c/orders-0",
                "checks three replicas, and where they differ first"),
            Example(
                "assay log verify --from-time 2026-01-31T00:00:00Z /var/lib/kafka/orders-0",
                "looks for rot in what was written since then"),
        ],
        run: run)

    private static let paths = Operand(
        "PATH", .path, count: .any, help: LogOptions.paths.spec.help)

    private static func run(_ invocation: Invocation) async throws -> Int32 {
        let style = TextStyle.standardOutput(noColor: invocation[ReportingOptions.noColor])
        if invocation[rules] {
            return Program.write(VerifyText.rules(style), to: STDOUT_FILENO) ? 0 : 1
        }
        let paths = invocation[paths]
        guard !paths.isEmpty else { throw UsageError("PATH is missing") }
        let json = invocation[ReportingOptions.json]
        if let json { try ReportFile.checkWritable(json) }
        if invocation[LogOptions.lowPriority] { DiskPriority.yield() }
        let recorder = RunRecorder(commandLine: invocation.commandLine, seed: 0)
        let folders = try LogOptions.folders(of: paths)
        let isQuiet = invocation[ReportingOptions.quiet]
        let progress = LogProgress(
            "verifying", totalBytes: folders.reduce(0) { $0 + $1.logBytes }, quiet: isQuiet)
        let text = VerifyText(style: style)
        let isTold = !isQuiet && json != "-"
        var findings: [Finding] = []
        let verifier = Verifier(options(invocation), progress: progress.add) { finding in
            if findings.count < keptMax { findings.append(finding) }
            guard isTold else { return }
            progress.clear()
            _ = Program.write(text.line(finding), to: STDOUT_FILENO)
        }
        try verifier.verify(paths)
        if invocation[replicas] {
            for group in InspectionTarget.replicas(among: folders) { verifier.compare(group) }
        }
        progress.clear()
        let report = VerifyReport(
            manifest: recorder.manifest(), paths: paths, totals: verifier.totals,
            findings: findings)
        if let json { try ReportFile.write(report.json.pretty, to: json) }
        if isTold { try ReportFile.write(text.summary(report), to: "-") }
        return report.exitCode(strict: invocation[strict]).rawValue
    }

    private static func options(_ invocation: Invocation) -> VerifyOptions {
        var options = VerifyOptions()
        options.isLive = invocation[live]
        options.forbidsGaps = invocation[noGaps]
        options.segmentBytes = invocation[segmentBytes]
        options.unpackBytesMax = LogOptions.unpackBytesMax(invocation)
        if invocation[fromTime] != nil || invocation[toTime] != nil {
            let low = invocation[fromTime] ?? .min
            options.timestamps = low...max(low, invocation[toTime] ?? .max)
        }
        return options
    }
}
