// SPDX-License-Identifier: Apache-2.0

/// What a run of the suite found on one subject.
package struct ConformanceReport: Hashable, Sendable {
    package var manifest: RunManifest
    package var subject: Subject
    /// In the order of the catalogue.
    package var cases: [CaseResult]

    package init(manifest: RunManifest, subject: Subject, cases: [CaseResult]) {
        self.manifest = manifest
        self.subject = subject
        self.cases = cases
    }

    /// How many cases came to each verdict; every verdict has an entry.
    package var totals: [(verdict: Verdict, count: Int)] {
        Verdict.allCases.map { verdict in
            (verdict, cases.count { $0.verdict == verdict })
        }
    }

    package func count(of verdict: Verdict) -> Int { cases.count { $0.verdict == verdict } }

    /// Areas in order of first appearance, with their cases.
    package var areas: [(name: String, cases: [CaseResult])] {
        var order: [String] = []
        var byArea: [String: [CaseResult]] = [:]
        for result in cases {
            if byArea[result.area] == nil { order.append(result.area) }
            byArea[result.area, default: []].append(result)
        }
        return order.map { ($0, byArea[$0] ?? []) }
    }

    /// What the run leaves with.
    ///
    /// With `strict`, an inconclusive case is not good either.
    ///
    /// A MUST that does not hold is a fact about the subject and outweighs a fault of the suite.
    package func exitCode(strict: Bool) -> ExitCode {
        if cases.contains(where: \.countsAgainst) { return .failed }
        if count(of: .harnessError) > 0 { return .toolError }
        if strict, count(of: .inconclusive) > 0 { return .inconclusive }
        return .good
    }
}
