// SPDX-License-Identifier: Apache-2.0

import CAllocation
import Foundation
import LogContract
import ReferenceLog
import TestSupport
import Testing

/// Files that are wrong, cut, random or hostile never trap the engine, hold it up, or cost more
/// memory than they weigh; what it makes of them is a log whose rules hold.
@Suite struct HostileFilesTests {
    #if DEBUG
    private static let mutations = 4000
    #else
    private static let mutations = Needs.isNightly ? 1_000_000 : 100_000
    #endif

    @Test func `damaged files of the engine's own are a log or a typed error`() throws {
        let templates = [try HostileTemplate(isClean: true), try HostileTemplate(isClean: false)]
        var mutator = FileMutator(random: SeededGenerator())
        var report = HostileReport()
        let began = ContinuousClock.now
        while report.mutations < Self.mutations {
            let template = templates[report.directories % 2]
            HostileRound(template).run(&mutator, &report)
        }
        report.expectNone()
        print(
            "\(report.mutations) mutations in \(report.directories) directories: "
                + "\(report.refused) refused, peak \(report.peakRatio) × their bytes")
        for (kind, count) in report.refusals.sorted(by: { $0.value > $1.value }).prefix(12) {
            print("  refused \(count) × \(kind)")
        }
        if Needs.isNightly {
            try report.keep(
                seed: mutator.random.seed, seconds: (ContinuousClock.now - began) / .seconds(1))
        }
    }
}
