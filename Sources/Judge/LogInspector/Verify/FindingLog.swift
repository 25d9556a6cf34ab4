// SPDX-License-Identifier: Apache-2.0

import Bytes

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
    /// Findings of a segment that may have to be read once more, and what was counted before them.
    private var held: [Finding]?
    private var countsBefore: [Place: Int] = [:]
    private var totalsBefore = VerifyTotals()

    init(perRuleMax: Int, sink: @escaping (Finding) -> Void) {
        self.perRuleMax = perRuleMax
        self.sink = sink
    }

    func add(_ finding: Finding) {
        totals.count(finding.severity)
        let place = Place(rule: finding.rule, path: finding.path, severity: finding.severity)
        let count = counts[place, default: 0] + 1
        counts[place] = count
        if count <= perRuleMax { tell(finding) }
    }

    /// Adds one that is told however many of its kind there were.
    func addInAnyCase(_ finding: Finding) {
        totals.count(finding.severity)
        tell(finding)
    }

    private func tell(_ finding: Finding) {
        if held == nil { sink(finding) } else { held?.append(finding) }
    }

    // MARK: Findings that wait

    /// Keeps back what is found from now on.
    func hold() {
        held = []
        (countsBefore, totalsBefore) = (counts, totals)
    }

    /// Whether something worse than a note is kept back.
    var holdsBreach: Bool { held?.contains { $0.severity != .note } ?? false }

    /// Tells what was kept back.
    func release() {
        let findings = held ?? []
        held = nil
        findings.forEach(sink)
    }

    /// Forgets what was found since `hold`.
    func drop() {
        held = nil
        (counts, totals) = (countsBefore, totalsBefore)
    }

    /// Says how many were not told, and forgets the partition.
    func endPartition() {
        for (place, count) in counts.sorted(by: { $0.key.path < $1.key.path })
        where count > perRuleMax {
            sink(
                Finding(
                    place.rule, place.severity, path: place.path,
                    reason: Quantity.text(count - perRuleMax, "more finding")
                        + " of this rule in this file"))
        }
        counts.removeAll(keepingCapacity: true)
    }
}
