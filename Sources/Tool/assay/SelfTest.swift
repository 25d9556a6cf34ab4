// SPDX-License-Identifier: Apache-2.0

import Arguments
import Client
import Conformance
import Deviants
import Reports
import Results

/// `assay conform --self-test`: the suite against brokers that are broken on purpose.
///
/// A case that cannot fail proves nothing. Each deviant breaks one rule; the cases that claim the
/// rule must fail on it, while they hold on the honest broker it is made of.
struct SelfTest {
    private let cases: [ConformanceCase]
    private let deviants: [Deviant]
    private let recorder: RunRecorder
    private let jobs: Int
    private let progress: ProgressLine

    /// Deviants at a time; most of a case's time on one is waiting.
    private static let jobsDefault = 8

    /// Tests `cases` on those deviants that one of them is intended for.
    init(_ invocation: Invocation, cases: [ConformanceCase], recorder: RunRecorder) throws {
        let ids = Set(cases.map(\.id))
        self.cases = cases
        deviants = DeviantCatalogue.all.filter { !ids.isDisjoint(with: $0.intended) }
        self.recorder = recorder
        jobs = invocation[ConformOptions.jobs] ?? Self.jobsDefault
        progress = ProgressLine(quiet: invocation[ReportingOptions.quiet])
        if deviants.isEmpty {
            throw UsageError("no deviant breaks a rule of the selected cases")
        }
    }

    func report() async throws -> SelfTestReport {
        let honest = try await control()
        let results = try await trials(honest)
        progress.clear()
        let proved = Set(results.flatMap(\.killedBy))
        return SelfTestReport(
            manifest: recorder.manifest(), deviants: results,
            unproven: cases.filter { $0.level == .must && !proved.contains($0.id) }.map(\.id))
    }

    /// What the honest broker is, and which of the cases hold on it.
    private func control() async throws -> HonestBroker {
        progress.show("running the cases on the honest broker")
        let intended = Set(deviants.flatMap(\.intended))
        let chosen = cases.filter { intended.contains($0.id) }
        let (survey, results) = try await Self.onBroker([]) { broker in
            let probe = try await SelfTestSubject(broker.address, seed: recorder.seed).probe()
            let results = await SuiteRunner(subject: probe, plan: plan("honest", broker)).run(
                chosen)
            return (probe.survey, results)
        }
        try Task.checkCancellation()
        for result in results where !result.verdict.holds {
            StandardError.note(
                "assay conform: \(result.id) proves nothing, it is \(result.verdict.rawValue) "
                    + "on the honest broker: \(result.reason)")
        }
        return HonestBroker(
            survey: survey, holding: Set(results.filter(\.verdict.holds).map(\.id)))
    }

    /// Runs `body` on a broker of its own, which is reaped whatever comes of it.
    private static func onBroker<Value>(
        _ arguments: [String], _ body: (ReferenceBroker) async throws -> Value
    ) async throws -> Value {
        let broker = try await ReferenceBroker.start(arguments)
        do {
            let value = try await body(broker)
            await broker.stop()
            return value
        } catch {
            await broker.stop()
            throw error
        }
    }

    /// Every deviant's result, in the order of the catalogue.
    private func trials(_ honest: HonestBroker) async throws -> [DeviantResult] {
        let queue = DeviantQueue(deviants.count)
        return try await withThrowingTaskGroup(of: [(Int, DeviantResult)].self) { group in
            for _ in 0..<max(1, min(jobs, deviants.count)) {
                group.addTask {
                    var mine: [(Int, DeviantResult)] = []
                    while let index = queue.next(), !Task.isCancelled {
                        let result = try await trial(of: deviants[index], honest)
                        let (done, alive) = queue.finish(killed: result.killed)
                        progress.show(
                            done: done, total: deviants.count, failed: alive, current: result.id)
                        mine.append((index, result))
                    }
                    return mine
                }
            }
            var results: [Int: DeviantResult] = [:]
            for try await part in group { results.merge(part) { $1 } }
            return deviants.indices.compactMap { results[$0] }
        }
    }

    private func trial(of deviant: Deviant, _ honest: HonestBroker) async throws -> DeviantResult {
        let intended = cases.filter { deviant.intended.contains($0.id) }
        let chosen = intended.filter { honest.holding.contains($0.id) }
        return try await Self.onBroker(["--deviant", deviant.id]) { broker in
            let subject = SelfTestSubject(
                broker.address, seed: recorder.seed, honest: honest.survey)
            let probe = await subject.deviantProbe()
            let results = await SuiteRunner(subject: probe, plan: plan(deviant.id, broker)).run(
                chosen)
            var trouble = results.compactMap(Trouble.of).first
            if chosen.isEmpty {
                trouble = "no case that claims the rule holds on the honest broker"
            }
            if trouble == nil, let problem = await probe.livenessProblem() {
                trouble = "does not answer afterwards: \(problem)"
            }
            return DeviantResult(
                id: deviant.id, rule: deviant.rule,
                killedBy: results.filter { $0.verdict == .fail && Trouble.of($0) == nil }.map(\.id),
                intended: intended.map(\.id), trouble: trouble ?? "")
        }
    }

    private func plan(_ name: String, _ broker: ReferenceBroker) -> RunPlan {
        var plan = RunPlan()
        plan.restart = { try await broker.restart() }
        plan.topicPrefix = "assay-\(name.prefix(60))"
        plan.allowsIntrusive = true
        return plan
    }
}
