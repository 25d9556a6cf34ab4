// SPDX-License-Identifier: Apache-2.0

import Conformance
import Messages
import Results
import Synchronization
import Testing

struct SuiteRunnerTests {
    private struct Broken: Error {}

    private func run(
        _ item: ConformanceCase, on subject: ScriptedSubject = ScriptedSubject(),
        plan: RunPlan = RunPlan()
    ) async -> CaseResult {
        let results = await SuiteRunner(subject: subject, plan: plan).run([item])
        return results.first ?? item.result(.harnessError, "no result")
    }

    @Test func `a body that ends is a pass`() async {
        let result = await run(Sample.with { _, _ in })
        #expect(result.verdict == .pass)
        #expect(result.reason.isEmpty)
    }

    @Test func `an unmet expectation is a failure with both sides`() async {
        let result = await run(
            Sample.with { _, expect in try expect.equal(2, 3, "number of fish") })
        #expect(result.verdict == .fail)
        #expect(result.reason == "number of fish: expected 3, got 2")
    }

    @Test func `remarks make other passes`() async {
        let other = await run(Sample.with { _, expect in expect.alternative("in its own way") })
        #expect(other.verdict == .passAlternative)
        #expect(other.reason == "in its own way")
        let lax = await run(
            Sample.with { _, expect in
                expect.alternative("so")
                expect.nonstrict("and lax")
            })
        #expect(lax.verdict == .nonstrict)
    }

    @Test func `a case may leave without a judgement`() async {
        let result = await run(
            Sample.with { _, expect in throw expect.leave(.skipped, because: "no such thing") })
        #expect(result.verdict == .skipped)
        #expect(result.reason == "no such thing")
    }

    @Test func `an error of our own is kept apart`() async {
        let result = await run(Sample.with { _, _ in throw Broken() })
        #expect(result.verdict == .harnessError)
    }

    @Test func `nobody there is the subject's failure`() async {
        let result = await run(Sample.with { session, _ in _ = try await session.link() })
        #expect(result.verdict == .fail)
        #expect(result.reason.contains("127.0.0.1:1"))
    }

    @Test func `a case that does not end is late`() async {
        let result = await run(
            Sample.with(deadline: .milliseconds(50)) { _, _ in
                try await Task.sleep(for: .seconds(60))
            })
        #expect(result.verdict == .fail)
        #expect(result.reason.contains("not finished within"))
    }

    @Test func `a deadline of the run replaces the case's own`() async {
        var plan = RunPlan()
        plan.deadline = .milliseconds(50)
        let result = await run(
            Sample.with { _, _ in try await Task.sleep(for: .seconds(60)) }, plan: plan)
        #expect(result.verdict == .fail)
    }

    @Test func `what is not advertised is unsupported`() async {
        let missing = await run(Sample.with(uses: [.fetch]) { _, _ in })
        #expect(missing.verdict == .unsupported)
        #expect(missing.reason == "Fetch is not advertised")
        let old = await run(Sample.with(uses: [.produce(12...13)]) { _, _ in })
        #expect(old.verdict == .unsupported)
        #expect(old.reason.contains("advertised is Produce 3-9"))
        let fine = await run(Sample.with(uses: [.produce]) { _, _ in })
        #expect(fine.verdict == .pass)
    }

    @Test func `another release is not applicable`() async {
        let result = await run(Sample.with(releases: .upTo(3, 9)) { _, _ in })
        #expect(result.verdict == .notApplicable)
        #expect(result.reason.contains("releases up to 3.9"))
    }

    @Test func `floods stay away from strangers unless allowed`() async {
        let item = Sample.with(trait: .intrusive) { _, _ in }
        #expect(await run(item).verdict == .pass)
        let far = ScriptedSubject(isLoopback: false)
        #expect(await run(item, on: far).verdict == .skipped)
        var plan = RunPlan()
        plan.allowsIntrusive = true
        #expect(await run(item, on: far, plan: plan).verdict == .pass)
    }

    @Test func `a negative case that sent nothing proves nothing`() async {
        let subject = ScriptedSubject()
        let result = await run(Sample.with(trait: .negative) { _, _ in }, on: subject)
        #expect(result.verdict == .harnessError)
        #expect(subject.questions == 0)
    }

    @Test func `only negative cases are followed by the question of life`() async {
        let subject = ScriptedSubject()
        _ = await run(Sample.with { _, _ in }, on: subject)
        #expect(subject.questions == 0)
    }

    @Test func `results keep the order of the cases and each is reported`() async {
        let cases = (0..<20).map { number in
            Sample.with("area/\(number)") { _, _ in
                try await Task.sleep(for: .milliseconds((20 - number) % 5))
            }
        }
        let heard = Mutex<Set<String>>([])
        let results = await SuiteRunner(subject: ScriptedSubject(), plan: RunPlan())
            .run(cases) { result in heard.withLock { _ = $0.insert(result.id) } }
        #expect(results.map(\.id) == cases.map(\.id))
        #expect(heard.withLock { $0.count } == 20)
    }

    @Test func `cases that must be alone run after the others, one by one`() async {
        let running = Gauge()
        let cases = (0..<4).map { number in
            Sample.with("area/\(number)", trait: .alone) { _, _ in
                running.enter()
                try await Task.sleep(for: .milliseconds(2))
                running.leave()
            }
        }
        _ = await SuiteRunner(subject: ScriptedSubject(), plan: RunPlan()).run(cases)
        #expect(running.most == 1)
    }

    @Test func `topics that cases named are deleted once`() async {
        let subject = ScriptedSubject()
        var plan = RunPlan()
        plan.topicPrefix = "p"
        let runner = SuiteRunner(subject: subject, plan: plan)
        _ = await runner.run([Sample.with { session, _ in _ = session.topicName("x") }])
        #expect(await runner.cleanUp() == nil)
        #expect(await runner.cleanUp() == nil)
        #expect(subject.deleted == ["p-0-x"])
    }

    @Test func `after an interruption the rest is skipped`() async {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await SuiteRunner(subject: ScriptedSubject(), plan: RunPlan())
                .run([Sample.passing("a/b")])
        }
        let results = await task.value
        #expect(results.map(\.verdict) == [.skipped])
    }

    @Test func `verdicts decide how a run ends`() async {
        let subject = ScriptedSubject()
        let failing: ConformanceCase.Body = { _, expect in try expect.equal(1, 2, "it") }
        let exit = { (items: [ConformanceCase]) in
            let results = await SuiteRunner(subject: subject, plan: RunPlan()).run(items)
            return ReportStub.report(results).exitCode(strict: false)
        }
        #expect(await exit([Sample.passing("a/b")]) == .good)
        #expect(await exit([Sample.with(level: .should, body: failing)]) == .good)
        #expect(await exit([Sample.with(level: .must, body: failing)]) == .failed)
        #expect(await exit([Sample.with { _, _ in throw Broken() }]) == .toolError)
    }
}
