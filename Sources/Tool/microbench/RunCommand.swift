// SPDX-License-Identifier: Apache-2.0

import Arguments
import Glibc
import Reports
import Results

/// `microbench run`: measures, prints a line for each row, writes the samples.
enum RunCommand {
    private static let json = Option(
        "json", "FILE", .path,
        help: "write all rows with their raw samples to FILE; - is standard output")
    private static let subject = RepeatedOption(
        "subject", "NAME", .choice(BenchSubject.allCases.map(\.rawValue)),
        help: "measure this subject only; may be repeated")
    private static let quick = Flag("quick", help: "fewer rounds and sizes, for a first look")

    static let command = Command(
        "run", summary: "measure, and compare with bare C in the same run",
        discussion: """
            Rounds alternate between the contestants, so that whatever else the machine does falls \
            on all of them. A ratio is speed over the yardstick's speed, its interval covers the \
            median with 95 % confidence. Times are processor time of the measuring thread, in the \
            subject 'round' that of the broker's process.

            With ASSAY_KAFKA set to a script that runs Apache Kafka, the subject 'round' measures \
            that as well, and 'storage' its recovery and its dump tool on the files it wrote.

            Leaves with status 2 when a goal is missed.
            """,
        options: [OptionGroup("What to measure, and where to", [subject, quick, json])],
        examples: [
            Example("scripts/bench", "everything, about two minutes"),
            Example("scripts/bench --subject crc --json crc.json", "checksums, with raw samples"),
        ],
        run: run)

    private static func run(_ invocation: Invocation) async throws -> Int32 {
        let json = invocation[json]
        if let json { try ReportFile.checkWritable(json) }
        let recorder = RunRecorder(commandLine: invocation.commandLine, seed: 1)
        // Standard output belongs to one reader.
        let table = json == "-" ? STDERR_FILENO : STDOUT_FILENO
        let bench = Bench(isQuick: invocation[quick], table: table)
        let chosen = invocation[subject]
        for subject in BenchSubject.allCases {
            guard chosen.isEmpty || chosen.contains(subject.rawValue) else { continue }
            try await subject.measure(bench)
        }
        if let json {
            try ReportFile.write(
                bench.report(recorder.manifest()).compact + "\n", to: json)
        }
        return bench.conclude() ? ExitCode.good.rawValue : ExitCode.failed.rawValue
    }
}
