// SPDX-License-Identifier: Apache-2.0

import Conformance
import Messages
import Results
import Synchronization
import Testing

/// Cases that have the subject restarted, and cases that wait for it.
struct RestartTests {
    private struct Refused: Error {}

    private func run(
        _ cases: [ConformanceCase], restart: (@Sendable () async throws -> Void)?
    ) async -> [CaseResult] {
        var plan = RunPlan()
        plan.restart = restart
        plan.jobs = 1
        return await SuiteRunner(subject: ScriptedSubject(), plan: plan).run(cases)
    }

    @Test func `one restart serves all cases that need one`() async {
        let restarts = Mutex(0)
        let cases = (0..<5).map { number in
            Sample.with("area/\(number)", trait: .restart) { session, _ in
                try await session.restartBroker()
            }
        }
        let results = await run(cases) { restarts.withLock { $0 += 1 } }
        #expect(results.allSatisfy { $0.verdict == .pass })
        #expect(restarts.withLock { $0 } == 1)
    }

    @Test func `a case that ends early or needs two restarts keeps nobody waiting`() async {
        let restarts = Mutex(0)
        let cases = [
            Sample.with("area/twice", trait: .restart) { session, _ in
                try await session.restartBroker()
                try await session.restartBroker()
            },
            Sample.with("area/once", trait: .restart) { session, _ in
                try await session.restartBroker()
            },
            Sample.with("area/early", trait: .restart) { _, expect in
                try expect.equal(1, 2, "it")
            },
            Sample.with("area/gated", uses: [.fetch], trait: .restart) { _, _ in },
        ]
        let results = await run(cases) { restarts.withLock { $0 += 1 } }
        #expect(results.map(\.verdict) == [.pass, .pass, .fail, .unsupported])
        #expect(restarts.withLock { $0 } == 2)
    }

    @Test func `without a hook they are skipped and say what they need`() async {
        let result = await run(
            [Sample.with(trait: .restart) { session, _ in try await session.restartBroker() }],
            restart: nil)
        #expect(result.map(\.verdict) == [.skipped])
        #expect(result.first?.reason.contains("--restart-hook") == true)
    }

    @Test func `a hook that fails is no failure of the subject`() async {
        let results = await run(
            [Sample.with(trait: .restart) { session, _ in try await session.restartBroker() }]
        ) { throw Refused() }
        #expect(results.map(\.verdict) == [.harnessError])
    }

    @Test func `cases that wait run at once, beside the others`() async {
        let running = Gauge()
        let cases = (0..<4).map { number in
            Sample.with("area/\(number)", trait: .waiting) { _, _ in
                running.enter()
                while running.most < 4 { await Task.yield() }
                running.leave()
            }
        }
        let results = await run(cases, restart: nil)
        #expect(results.allSatisfy { $0.verdict == .pass })
    }
}
