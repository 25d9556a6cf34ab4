// SPDX-License-Identifier: Apache-2.0

/// Passes findings on as they come, and counts those that repeat too often to be told.
final class FindingLog {
    private struct Place: Hashable {
        var rule: String
        var path: String
        var severity: Finding.Severity
    }

    private let perRuleMax: Int
    private let sink: (Finding) -> Void
    private var counts: [Place: Int] = [:]
    var totals = VerifyTotals()

    init(perRuleMax: Int, sink: @escaping (Finding) -> Void) {
        self.perRuleMax = perRuleMax
        self.sink = sink
    }

    func add(_ finding: Finding) {
        totals.count(finding.severity)
        let place = Place(rule: finding.rule, path: finding.path, severity: finding.severity)
        let count = counts[place, default: 0] + 1
        counts[place] = count
        if count <= perRuleMax { sink(finding) }
    }

    /// Says how many were not told, and forgets the partition.
    func endPartition() {
        for (place, count) in counts.sorted(by: { $0.key.path < $1.key.path })
        where count > perRuleMax {
            sink(
                Finding(
                    place.rule, place.severity, path: place.path,
                    reason: "\(count - perRuleMax) more findings of this rule in this file"))
        }
        counts.removeAll(keepingCapacity: true)
    }
}
