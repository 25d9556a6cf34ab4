// SPDX-License-Identifier: Apache-2.0

import Arguments
import Compression
import Foundation
import LogContract
import Reports
import Results
import Workload

/// `assay bench log`: the reference log engine in this process, without a broker.
enum BenchLogCommand {
    private static let operations = Option(
        "operation", "NAME,…",
        .list(of: .choice(LogOperation.allCases.map(\.rawValue))),
        help: "what to measure, in this order (default: all); append always comes first")
    private static let batch = Option(
        "batch", "BYTES", .integer(128...16 << 20),
        help: "size of a batch before packing (default 16384)")
    private static let record = Option(
        "record", "BYTES", .integer(10...8 << 20), help: "size of a record (default 100)")
    private static let codec = Option(
        "codec", "NAME", .choice(CompressionCodec.allCases.map(\.name)),
        help: "how batches are packed (default none)")
    private static let durability = Option(
        "durability", "MODE", .choice(Durability.allCases.map(\.rawValue)),
        help: "when an append counts as done (default page-cache)")
    private static let count = Option(
        "count", "N", .integer(100...100_000_000), help: "batches to append (default 16384)")
    private static let segment = Option(
        "segment", "BYTES", .integer(1 << 20...Int(Int32.max)),
        help: "segment.bytes (default 1073741824)")
    private static let data = Option(
        "data", "DIR", .path,
        help: "make the log in a new folder of DIR, on the disk that is meant (default: the "
            + "temporary folder); it is removed at the end, also when interrupted")

    static let command = Command(
        "log", summary: "Measure the reference log engine in this process",
        discussion: """
            Appends a log and works on it. 'each' is time on the wall for one of what 'of' names. \
            The other columns are exact counts, taken at the engine's own door to the disk: system \
            calls per MB of batches; bytes copied to or from the kernel, and bytes written, per \
            byte of batches; flushes per GB; Swift objects allocated and references retained per \
            operation, counted by hooks of the Swift runtime while 1,000 of them run apart from \
            the timed ones.

            append: validated and written batches. In group-commit mode \(LogBench.groupSize) \
            batches share a flush, in sync mode each has its own. read: the whole log in runs of \
            1 MiB, copied into memory. lookup and time: one offset or timestamp. recover: opening \
            after the process was killed, from the page cache. reopen: opening after a clean stop. \
            compact: one round over a log of its own.

            scripts/bench --subject log measures the same beside what the kernel alone can do.
            """,
        options: [
            OptionGroup("What to measure", [operations, count]),
            OptionGroup("Batches and log", [batch, record, codec, durability, segment, data]),
            ReportingOptions.group,
        ],
        examples: [
            Example("assay bench log", "every operation on 256 MiB of small records"),
            Example(
                "assay bench log --operation append --durability group-commit --data /mnt/disk",
                "appends, flushed on that disk"),
            Example(
                "assay bench log --codec zstd --record 1024 --batch 65536 --json log.json",
                "larger records, packed; keeps every count"),
        ],
        run: run)

    private static func run(_ invocation: Invocation) async throws -> Int32 {
        if let json = invocation[ReportingOptions.json] { try ReportFile.checkWritable(json) }
        let parent = invocation[data] ?? FileManager.default.temporaryDirectory.path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: parent, isDirectory: &isFolder),
            isFolder.boolValue
        else {
            throw UsageError(
                "--data expects a folder that exists, which \(parent) is not; make it first, or leave"
                    + " --data out to use the temporary folder")
        }
        let settings = settings(
            invocation, directory: parent + "/assay-bench-\(UUID().uuidString)")
        let recorder = RunRecorder(commandLine: invocation.commandLine, seed: settings.seed)
        let rows: [LogBenchRow]
        switch try await Interruption.outcome(of: { try Self.measure(settings) }) {
        case .ended(let measured): rows = measured
        case .interrupted(let signal):
            throw CommandError("interrupted; its log was removed", status: 128 + signal)
        }
        let report = LogBenchReport(
            manifest: recorder.manifest(), settings: settings, rows: rows)
        let json = invocation[ReportingOptions.json]
        if let json { try ReportFile.write(report.json.compact + "\n", to: json) }
        if json != "-" && !invocation[ReportingOptions.quiet] {
            let style = TextStyle.standardOutput(noColor: invocation[ReportingOptions.noColor])
            _ = Program.write(report.text(style), to: STDOUT_FILENO)
        }
        return ExitCode.good.rawValue
    }

    /// Runs the operations in a folder that is made for them, and removes it.
    private static func measure(_ settings: LogBenchSettings) throws -> [LogBenchRow] {
        let folder = try DataFolder(settings.directory)
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        var rows: [LogBenchRow] = []
        try LogBench(settings).run { rows.append($0) }
        return rows
    }

    private static func settings(
        _ invocation: Invocation, directory: String
    ) -> LogBenchSettings {
        var settings = LogBenchSettings(directory: directory)
        if let names = invocation[operations] {
            settings.operations = names.compactMap { LogOperation(rawValue: $0) }
        }
        settings.batchBytes = invocation[batch, default: settings.batchBytes]
        settings.recordBytes = invocation[record, default: settings.recordBytes]
        settings.batchCount = invocation[count, default: settings.batchCount]
        settings.segmentBytes = invocation[segment, default: settings.segmentBytes]
        settings.codec =
            CompressionCodec.allCases.first { $0.name == invocation[codec] } ?? .none
        settings.durability =
            invocation[durability].flatMap { Durability(rawValue: $0) } ?? .pageCache
        settings.seed = invocation[ReportingOptions.seed] ?? settings.seed
        return settings
    }
}
