// SPDX-License-Identifier: Apache-2.0

import Foundation
import Simulator
import TestSupport
import Testing

/// Random histories of everything a log goes through, against a list in memory.
///
/// A failing seed is printed and replays with `ASSAY_SEED`; its history is cut to what is needed to
/// fail, and with `ASSAY_REWRITE=1` kept as a script in `Fixtures/engine/found`.
@Suite struct EngineHistoryTests {
    @Test(.nightly, arguments: 0..<4)
    func `an engine is a list, whatever happens to it`(part: Int) throws {
        try run(part, count: Needs.isNightly ? 2_500 : 60, losses: 0)
    }

    @Test(.nightly, arguments: 0..<4)
    func `what was durable survives any power loss`(part: Int) throws {
        try run(part, count: Needs.isNightly ? 300 : 15, losses: 20)
    }

    private func run(_ part: Int, count: Int, losses: Int) throws {
        let given = SeededGenerator()
        var steps = 0
        var powerLosses = 0
        for run in 0..<count {
            let seed = given.seed &+ UInt64(part * 1_000_000 + run)
            let history = HistoryGenerator.history(seed: seed, length: 50, losses: losses)
            steps += history.count
            powerLosses += history.count { $0.hasPrefix("power-loss") }
            guard let failure = FoundHistory.failure(of: history) else { continue }
            let found = FoundHistory(history, seed: seed, failure: failure)
            Issue.record("ASSAY_SEED=\(seed) fails at \(failure)\n\(found.text)")
            return try found.keep()
        }
        print("simulation: \(count) histories, \(steps) commands, \(powerLosses) power losses")
    }
}
