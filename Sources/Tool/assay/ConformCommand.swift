// SPDX-License-Identifier: Apache-2.0

import Arguments
import Client
import Conformance
import Glibc
import Reports
import Results

/// `assay conform`: the suite against any broker, case by case.
enum ConformCommand {
    static let command = Command(
        "conform", summary: "Judge a broker, case by case",
        discussion: """
            Runs the conformance suite against a broker of any make and says of each case whether \
            it holds. Topics are made under a prefix of the run's own and deleted afterwards.

            Status: 0 every MUST holds, 1 wrong usage or a fault of the suite, 2 a MUST fails, \
            3 inconclusive with --strict, 5 the address cannot be reached or is no Kafka broker.
            """,
        options: ConformOptions.groups,
        examples: [
            Example("assay conform", "judges the built-in reference broker"),
            Example(
                "assay conform --bootstrap 127.0.0.1:9092 --level must --junit report.xml",
                "judges a broker by the rules that protect data and clients"),
            Example(
                "assay conform --bootstrap broker:9092 --include 'prod/*' --verbose",
                "runs one area and shows every case"),
            Example("assay conform --self-test", "shows that the cases can fail, and on what"),
            Example("assay conform --explain prod/crc-bad", "says what a case does and why"),
        ],
        run: run)

    private static func run(_ invocation: Invocation) async throws -> Int32 {
        if let id = invocation[ConformOptions.explain] { return try explain(id) }
        let selection = selection(invocation)
        if let stray = selection.strayPattern(among: Suite.cases) {
            throw UsageError("no case matches '\(stray)'; assay conform --list names them all")
        }
        let cases = selection.pick(from: Suite.cases)
        guard !cases.isEmpty else {
            throw UsageError("the selection holds no case; assay conform --list names them all")
        }
        let recorder = RunRecorder(
            commandLine: invocation.commandLine, seed: invocation[ReportingOptions.seed])
        let delivery = try Delivery(
            json: invocation[ReportingOptions.json], junit: invocation[ConformOptions.junit],
            quiet: invocation[ReportingOptions.quiet],
            verbose: invocation[ConformOptions.verbose],
            style: .standardOutput(noColor: invocation[ReportingOptions.noColor]))
        if invocation[ConformOptions.list] {
            try delivery.deliver(
                Catalogue(manifest: recorder.manifest(), cases: cases.map(\.entry)))
            return ExitCode.good.rawValue
        }
        if invocation[ConformOptions.selfTest] {
            let test = try SelfTest(invocation, cases: cases, recorder: recorder)
            guard let report = try await Interruption.guarding({ try await test.report() }) else {
                throw CommandError("interrupted", status: ExitCode.toolError.rawValue)
            }
            try delivery.deliver(report)
            return report.exitCode.rawValue
        }
        let run = try ConformRun(invocation, cases: cases, recorder: recorder)
        guard let report = try await Interruption.guarding({ try await run.report() }) else {
            throw CommandError(
                "interrupted; the topics of the run were deleted",
                status: ExitCode.toolError.rawValue)
        }
        try delivery.deliver(report)
        return report.exitCode(strict: invocation[ConformOptions.strict]).rawValue
    }

    private static func selection(_ invocation: Invocation) -> Selection {
        var selection = Selection()
        selection.include = invocation[ConformOptions.include].map { Glob($0) }
        selection.exclude = invocation[ConformOptions.exclude].map { Glob($0) }
        selection.level =
            invocation[ConformOptions.level].flatMap { Level(rawValue: $0.uppercased()) } ?? .may
        selection.tier =
            invocation[ConformOptions.tier].flatMap { Tier(rawValue: $0) } ?? .standard
        selection.profiles = Set(
            (invocation[ConformOptions.profile] ?? []).compactMap { Profile(rawValue: $0) })
        return selection
    }

    private static func explain(_ id: String) throws -> Int32 {
        guard let item = Suite.cases.first(where: { $0.id == id }) else {
            let near = Suite.cases.map(\.id).filter { $0.contains(id) || id.contains($0) }
            let advice = near.first.map { "did you mean \($0)?" }
            throw UsageError(
                "no case is called '\(id)'; \(advice ?? "assay conform --list names them all")")
        }
        return Program.write(Explanation(item).text, to: STDOUT_FILENO) ? 0 : 1
    }
}
