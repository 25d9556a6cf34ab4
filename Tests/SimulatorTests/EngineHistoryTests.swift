// SPDX-License-Identifier: Apache-2.0

import Foundation
import Simulator
import Synchronization
import TestSupport
import Testing
import WireText

/// Random histories of everything a log goes through, against a list in memory.
///
/// A failing seed is printed and replays with `ASSAY_SEED`; its history is cut to what is needed to
/// fail, and with `ASSAY_REWRITE=1` kept as a script in `Fixtures/engine/found`.
@Suite struct EngineHistoryTests {
    private static let parts = 4
    private static let summary = Mutex(HistorySummary())

    @Test(arguments: 0..<parts)
    func `an engine is a list, whatever happens to it`(part: Int) throws {
        try run(part, count: Needs.isNightly ? 2_500 : 60, losses: 0)
    }

    @Test(arguments: 0..<parts)
    func `what was durable survives any power loss`(part: Int) throws {
        try run(part, count: Needs.isNightly ? 300 : 15, losses: 20)
    }

    /// Histories that failed once.
    @Test(arguments: PackageRoot.files(below: "Fixtures/engine/found", suffix: ".script"))
    func `what was found does not come back`(place: String) throws {
        let commands = try Script(PackageRoot.text(place)).blocks.flatMap(\.commands)
        let failure = FoundHistory.failure(of: commands.map(\.text))
        #expect(failure == nil, "\(failure?.description ?? "")")
    }

    private func run(_ part: Int, count: Int, losses: Int) throws {
        let given = SeededGenerator()
        var counts = HistoryCounts()
        for run in 0..<count {
            let seed = given.seed &+ UInt64(part * 1_000_000 + run)
            let history = HistoryGenerator.history(seed: seed, length: 50, losses: losses)
            guard let failure = FoundHistory.failure(of: history, counts: &counts) else { continue }
            let found = FoundHistory(history, seed: seed, failure: failure)
            Issue.record("ASSAY_SEED=\(seed) fails at \(failure)\n\(found.text)")
            return try found.keep()
        }
        try Self.summary.withLock {
            try $0.add(counts, seed: given.seed, of: Self.parts * 2)
        }
    }
}
