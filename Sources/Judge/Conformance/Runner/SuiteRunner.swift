// SPDX-License-Identifier: Apache-2.0

import Messages
package import Results

/// Runs cases against one subject: gates, sessions in parallel, deadlines, the liveness question
/// after each negative case, and the clean-up.
package struct SuiteRunner: Sendable {
    package let subject: any SubjectProbe
    package let plan: RunPlan
    private let topics = TopicLedger()

    package init(subject: any SubjectProbe, plan: RunPlan) {
        self.subject = subject
        self.plan = plan
    }

    /// Runs all of `cases`; `report` hears of each as it ends, the results are in their order.
    ///
    /// After a cancellation the cases that did not begin are `skipped`.
    package func run(
        _ cases: [ConformanceCase], report: @escaping @Sendable (CaseResult) -> Void = { _ in }
    ) async -> [CaseResult] {
        let isIn = { (trait: CaseTrait, index: Int) in cases[index].traits.contains(trait) }
        let restarting = cases.indices.filter { isIn(.restart, $0) }
        let alone = cases.indices.filter { isIn(.alone, $0) && !isIn(.restart, $0) }
        let waiting = cases.indices.filter { isIn(.waiting, $0) && !isIn(.restart, $0) }
        let apart = Set(restarting + alone + waiting)
        let together = cases.indices.filter { !apart.contains($0) }
        let restarts = RestartGate(participants: restarting.count) { try await restartSubject() }
        var results: [Int: CaseResult] = [:]
        // Cases that wait for the broker share one wait, and all restarts are one restart.
        let phases = [
            [Lane(together, plan.jobs), Lane(waiting, waiting.count)], [Lane(alone, 1)],
            [Lane(restarting, restarting.count)],
        ]
        for phase in phases {
            await withTaskGroup(of: [(Int, CaseResult)].self) { group in
                for lane in phase {
                    for _ in 0..<lane.width {
                        group.addTask {
                            var mine: [(Int, CaseResult)] = []
                            while let index = lane.queue.next() {
                                let result = await judge(
                                    cases[index], number: index, restarts: restarts)
                                report(result)
                                mine.append((index, result))
                            }
                            return mine
                        }
                    }
                }
                for await batch in group {
                    for (index, result) in batch { results[index] = result }
                }
            }
        }
        return cases.indices.compactMap { results[$0] }
    }

    /// Cases that are begun in their order, some at a time.
    private struct Lane: Sendable {
        let queue: WorkQueue
        let width: Int

        init(_ indices: [Int], _ jobs: Int) {
            queue = WorkQueue(indices)
            width = max(0, min(max(1, jobs), indices.count))
        }
    }

    /// Deletes the topics that cases made; nil when they are gone, otherwise why they are not.
    package func cleanUp() async -> String? {
        let names = topics.take()
        return names.isEmpty ? nil : await subject.delete(topics: names)
    }

    /// One case: gate it, run it within its deadline, then ask whether the subject still lives.
    private func judge(
        _ item: ConformanceCase, number: Int, restarts: RestartGate
    ) async -> CaseResult {
        defer { if item.traits.contains(.restart) { restarts.leave() } }
        if Task.isCancelled { return item.result(.skipped, "the run was interrupted") }
        if let result = gate(item) { return result }
        let session = subject.openSession(
            for: item, prefix: "\(plan.topicPrefix)-\(number)-")
        session.keepTrack(in: topics)
        session.allowRestarts(through: restarts)
        let clock = ContinuousClock()
        let start = clock.now
        var result = await CaseRun(
            item: item, session: session, deadline: plan.deadline ?? item.deadline
        ).result()
        session.closeAll()
        plan.afterSession?(item, session)
        if item.traits.contains(.negative), result.verdict.isDecisive {
            await askForLife(item, &result)
        }
        result.millis = start.duration(to: clock.now).milliseconds
        return result
    }

    /// A verdict that is clear before anything is sent.
    private func gate(_ item: ConformanceCase) -> CaseResult? {
        let survey = subject.survey
        guard item.releases.contains(survey.release) else {
            return item.result(
                .notApplicable,
                "speaks about \(item.releases); the subject is judged as \(survey.release)")
        }
        if let missing = survey.missing(for: item.uses) {
            return item.result(.unsupported, missing)
        }
        if item.traits.contains(.intrusive), !plan.allowsIntrusive, !survey.isLoopback {
            return item.result(.skipped, "floods the subject: runs with --intrusive only")
        }
        if item.traits.contains(.restart), plan.restart == nil {
            return item.result(
                .skipped, "kills the broker and starts it again: needs --restart-hook CMD")
        }
        return nil
    }

    private func restartSubject() async throws {
        guard let restart = plan.restart else { return }
        try await subject.outlive(restart)
    }

    private func askForLife(_ item: ConformanceCase, _ result: inout CaseResult) async {
        guard let problem = await subject.livenessProblem() else { return }
        result.verdict = .fail
        let before = result.reason.isEmpty ? "" : "; before that: \(result.reason)"
        result.reason = "\(Trouble.lifeless): \(problem)\(before)"
        result.evidence.note("asked on a new connection: ApiVersions, then Metadata")
    }
}

extension Duration {
    /// As a number of milliseconds.
    var milliseconds: Double {
        Double(components.seconds) * 1e3 + Double(components.attoseconds) / 1e15
    }
}
