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
    private static let mutations = Needs.isNightly ? 1_000_000 : 4000
    #else
    private static let mutations = Needs.isNightly ? 1_000_000 : 100_000
    #endif

    @Test func `damaged files of the engine's own are a log or a typed error`() throws {
        try Self.damage(
            [HostileTemplate(isClean: true), HostileTemplate(isClean: false)],
            mutations: Self.mutations, summary: "mutations")
    }

    @Test(.needs(Needs.golden), arguments: Kafka.releases)
    func `Golden files that are damaged are a log or a typed error`(release: String) async throws {
        let folder = try TemporaryDirectory()
        var templates: [HostileTemplate] = []
        for state in ["clean", "killed"] {
            let path = folder.file(state)
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
            let archive = try Needs.golden.path() + "/logdirs/\(release)-\(state).tar.gz"
            let tar = try ChildProcess("tar", ["-xzf", archive, "-C", path])
            #expect(try await tar.wait(within: 60) == 0)
            for partitions in Self.goldenPartitions {
                templates.append(
                    try HostileTemplate(golden: path + "/node-1", partitions: partitions))
            }
        }
        try Self.damage(
            templates, mutations: Self.mutations / 20, summary: "mutations-golden-\(release)")
    }

    private static let goldenPartitions = [
        ["transactional-0", "open-transaction-0", "headers-0"],
        ["compacted-transactional-0", "epochs-0", "empty-0"],
        ["retention-bytes-0", "deleted-records-0", "mixed-codecs-0"],
    ]

    private static func damage(
        _ templates: [HostileTemplate], mutations: Int, summary: String
    ) throws {
        var mutator = FileMutator(random: SeededGenerator(for: summary))
        var report = HostileReport()
        let began = ContinuousClock.now
        while report.mutations < mutations {
            HostileRound(templates[report.directories % templates.count]).run(&mutator, &report)
        }
        report.expectNone()
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        print(
            "\(summary): \(report.mutations) in \(report.directories) directories, "
                + "\(report.refused) refused, peak \(report.peakRatio) × their bytes, \(seconds) s")
        for (kind, count) in report.refusals.sorted(by: { $0.value > $1.value }).prefix(12) {
            print("  refused \(count) × \(kind)")
        }
        if Needs.isNightly {
            try report.keep(summary, seed: mutator.random.seed, seconds: seconds)
        }
    }
}
