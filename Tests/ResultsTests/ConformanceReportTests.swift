// SPDX-License-Identifier: Apache-2.0

import Results
import Testing

struct ConformanceReportTests {
    static let environment = MachineEnvironment(
        cpu: "c", cores: 2, memoryBytes: 1, kernel: "k", operatingSystem: "o", architecture: "a")
    static let manifest = RunManifest(
        tool: ToolIdentity(version: "1", commit: "abc"), commandLine: ["assay"], seed: 1,
        startedAt: "", endedAt: "", environment: environment)

    static func result(
        _ id: String, _ level: Level, _ verdict: Verdict, expected: Verdict? = nil
    ) -> CaseResult {
        CaseResult(
            id: id, title: "t", level: level, basis: .documented, source: "s", profile: "core",
            verdict: verdict, expected: expected)
    }

    static func report(_ cases: CaseResult...) -> ConformanceReport {
        ConformanceReport(manifest: manifest, subject: Subject(bootstrap: "h:1"), cases: cases)
    }

    static let exits: [(ConformanceReport, ExitCode, ExitCode)] = [
        (report(result("a/a", .must, .pass)), .good, .good),
        (report(result("a/a", .must, .fail)), .failed, .failed),
        (report(result("a/a", .should, .fail)), .good, .good),
        (report(result("a/a", .must, .inconclusive)), .good, .inconclusive),
        (report(result("a/a", .may, .harnessError)), .toolError, .toolError),
        (
            report(result("a/a", .may, .harnessError), result("a/b", .must, .fail)), .failed,
            .failed
        ),
        (report(result("a/a", .must, .fail, expected: .fail)), .good, .good),
        (report(result("a/a", .may, .pass, expected: .fail)), .failed, .failed),
        (report(result("a/a", .must, .unsupported, expected: .fail)), .good, .good),
        (report(result("a/a", .must, .skipped), result("a/b", .must, .nonstrict)), .good, .good),
    ]

    @Test(arguments: exits)
    func `the exit code follows the verdicts`(
        report: ConformanceReport, lenient: ExitCode, strict: ExitCode
    ) {
        #expect(report.exitCode(strict: false) == lenient)
        #expect(report.exitCode(strict: true) == strict)
    }

    @Test func `areas keep the order of the catalogue`() {
        let report = Self.report(
            Self.result("ver/a", .must, .pass), Self.result("fetch/a", .must, .pass),
            Self.result("ver/b", .must, .fail))
        #expect(report.areas.map(\.name) == ["ver", "fetch"])
        #expect(report.areas.map(\.cases.count) == [2, 1])
        #expect(report.totals.map(\.count) == [2, 0, 0, 1, 0, 0, 0, 0, 0])
    }

    @Test func `levels are ordered by weight`() {
        #expect(Level.allCases.sorted() == [.may, .should, .must])
        #expect(Tier.allCases.sorted() == [.quick, .standard, .soak])
    }

    @Test func `a deviant is killed only by a case that claims its rule`() {
        let other = DeviantResult(id: "d", rule: "r", killedBy: ["a/x"], intended: ["a/y"])
        #expect(!other.killed)
        #expect(other.missing == ["a/y"])
        let one = DeviantResult(id: "d", rule: "r", killedBy: ["a/x"], intended: ["a/x", "a/y"])
        #expect(one.killed)
        let crashed = DeviantResult(
            id: "d", rule: "r", killedBy: ["a/x"], intended: ["a/x"], trouble: "it crashed")
        #expect(!crashed.killed)
        let idle = DeviantResult(id: "d", rule: "r", killedBy: ["a/x"], intended: [])
        #expect(!idle.killed)
    }
}
