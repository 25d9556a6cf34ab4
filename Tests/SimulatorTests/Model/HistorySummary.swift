// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// What all histories of one run did: printed, and in the long form kept as `.build/histories.json`.
struct HistorySummary {
    private struct Document: Encodable {
        var seeds: [UInt64]
        var counts: HistoryCounts
    }

    private var counts = HistoryCounts()
    private var seeds: [UInt64] = []

    /// Takes in one part of `parts`.
    mutating func add(_ more: HistoryCounts, seed: UInt64, of parts: Int) throws {
        counts += more
        seeds.append(seed)
        guard seeds.count == parts else { return }
        print(
            "simulation: \(counts.histories) histories, \(counts.commands) commands, "
                + "\(counts.kinds["power-loss"] ?? 0) power losses")
        guard Needs.isNightly else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let document = Document(seeds: Set(seeds).sorted(), counts: counts)
        try encoder.encode(document).write(
            to: URL(fileURLWithPath: PackageRoot.file(".build/histories.json")))
    }
}
