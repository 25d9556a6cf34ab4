// SPDX-License-Identifier: Apache-2.0

import Arguments
import Client
import Conformance
import Reports
import Results

/// One run of the suite, from the options to the report.
struct ConformRun {
    private typealias Restart = @Sendable () async throws -> Void

    private let invocation: Invocation
    private let cases: [ConformanceCase]
    private let recorder: RunRecorder
    private let expectations: ExpectationFile?
    private let bootstrap: [Address]
    private let options: ConnectionOptions
    private let transcripts: TranscriptFolder?
    private let progress: ProgressLine

    /// Reads every file that the options name, so that a slip is told before anything starts.
    init(_ invocation: Invocation, cases: [ConformanceCase], recorder: RunRecorder) throws {
        self.invocation = invocation
        self.cases = cases
        self.recorder = recorder
        progress = ProgressLine(quiet: invocation[ReportingOptions.quiet])
        expectations = try invocation[ConformOptions.expect].map { path in
            let file = try ExpectationFile(parsing: TextFile.read(path), name: path)
            if let stray = file.strayEntry(among: Suite.cases) {
                throw UsageError(
                    "\(path):\(stray.line): no case matches '\(stray.glob.pattern)'")
            }
            return file
        }
        var options = ConnectionOptions()
        for text in invocation[ConformOptions.resolve] {
            let (host, ip) = try ConnectionOptions.parseResolve(text)
            options.resolve[host] = ip
        }
        var bootstrap: [Address] = []
        for text in invocation[ConformOptions.bootstrap] ?? [] {
            bootstrap.append(try Address(text))
        }
        if let path = invocation[ConformOptions.commandConfig] {
            let properties = try ClientProperties(parsing: TextFile.read(path))
            try properties.requirePlaintext()
            if bootstrap.isEmpty { bootstrap = try properties.bootstrap() ?? [] }
        }
        self.options = options
        self.bootstrap = bootstrap
        transcripts = try invocation[ConformOptions.transcript].map { try TranscriptFolder($0) }
    }

    /// Runs the cases and cleans up; after an interruption the report holds what was found so far.
    func report() async throws -> ConformanceReport {
        guard bootstrap.isEmpty else {
            let hook = RestartHook(invocation[ConformOptions.restartHook])
            var restart: Restart?
            if let hook { restart = { try await hook.run() } }
            return try await judge(at: bootstrap, software: "unknown", restart: restart)
        }
        progress.show("starting the reference broker")
        let broker = try await ReferenceBroker.start()
        do {
            let report = try await judge(
                at: [broker.address], software: "assay serve \(ToolIdentity.currentVersion)",
                restart: { try await broker.restart() })
            await broker.stop()
            return report
        } catch {
            await broker.stop()
            throw error
        }
    }

    private func judge(
        at addresses: [Address], software: String, restart: Restart?
    ) async throws -> ConformanceReport {
        let survey: Survey
        do {
            survey = try await WireProbe.survey(
                of: addresses, options: options, release: invocation[ConformOptions.release])
        } catch let error as ClientError {
            progress.clear()
            throw CommandError("\(error)", status: ExitCode.unreachable.rawValue)
        }
        var settings = SessionSettings(bootstrap: addresses, survey: survey)
        settings.options = options
        settings.seed = recorder.seed
        settings.replicationFactor = Int16(invocation[ConformOptions.replicationFactor] ?? -1)
        let runner = SuiteRunner(subject: WireProbe(settings: settings), plan: plan(restart))
        let results = await runner.run(cases, report: progressReporter())
        progress.clear()
        let leftOver = await Task { await runner.cleanUp() }.value
        if let leftOver { StandardError.note("assay conform: not cleaned up: \(leftOver)") }
        let subject = Subject(
            bootstrap: addresses.map(\.description).joined(separator: ","), software: software,
            release: survey.release.description)
        return ConformanceReport(
            manifest: recorder.manifest(), subject: subject, cases: results.map(withExpectation))
    }

    private func plan(_ restart: Restart?) -> RunPlan {
        var plan = RunPlan()
        plan.restart = restart
        plan.jobs = invocation[ConformOptions.jobs] ?? plan.jobs
        plan.deadline = invocation[ConformOptions.timeout]
        plan.allowsIntrusive = invocation[ConformOptions.intrusive]
        let random = String(UInt32.random(in: .min ... .max), radix: 36)
        plan.topicPrefix = invocation[ConformOptions.topicPrefix] ?? "assay-\(random)"
        if let transcripts {
            plan.afterSession = { item, session in
                transcripts.write(session.transcriptText(), for: item.id)
            }
        }
        return plan
    }

    private func progressReporter() -> @Sendable (CaseResult) -> Void {
        let tally = Tally()
        let total = cases.count
        let progress = progress
        return { result in
            let (done, failed) = tally.count(result)
            progress.show(done: done, total: total, failed: failed, current: result.id)
        }
    }

    private func withExpectation(_ result: CaseResult) -> CaseResult {
        guard let entry = expectations?.entry(for: result.id) else { return result }
        var result = result
        result.expected = entry.verdict
        if result.verdict == entry.verdict {
            result.reason += result.reason.isEmpty ? "" : "; "
            result.reason += "expected: \(entry.reason)"
        }
        return result
    }
}
