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
        let together = cases.indices.filter { !cases[$0].traits.contains(.alone) }
        let alone = cases.indices.filter { cases[$0].traits.contains(.alone) }
        var results: [Int: CaseResult] = [:]
        for (indices, jobs) in [(together, plan.jobs), (alone, 1)] {
            let queue = WorkQueue(indices)
            await withTaskGroup(of: [(Int, CaseResult)].self) { group in
                for _ in 0..<max(1, min(jobs, indices.count)) {
                    group.addTask {
                        var mine: [(Int, CaseResult)] = []
                        while let index = queue.next() {
                            let result = await judge(cases[index], number: index)
                            report(result)
                            mine.append((index, result))
                        }
                        return mine
                    }
                }
                for await batch in group {
                    for (index, result) in batch { results[index] = result }
                }
            }
        }
        return cases.indices.compactMap { results[$0] }
    }

    /// Deletes the topics that cases made; nil when they are gone, otherwise why they are not.
    package func cleanUp() async -> String? {
        let names = topics.take()
        return names.isEmpty ? nil : await subject.delete(topics: names)
    }

    /// One case: gate it, run it within its deadline, then ask whether the subject still lives.
    func judge(_ item: ConformanceCase, number: Int) async -> CaseResult {
        if Task.isCancelled { return item.result(.skipped, "the run was interrupted") }
        if let result = gate(item) { return result }
        let session = subject.openSession(
            for: item, prefix: "\(plan.topicPrefix)-\(number)-")
        session.keepTrack(in: topics)
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
        return nil
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
