// SPDX-License-Identifier: Apache-2.0

/// What one case found on one subject.
package struct CaseResult: Hashable, Sendable {
    /// `area/slug`, never reused.
    package var id: String
    package var title: String
    package var level: Level
    package var basis: Basis
    /// The document and place the case rests on.
    package var source: String
    /// The profile it belongs to: `core`, `admin`, `eos` and so on.
    package var profile: String
    package var verdict: Verdict
    /// Why, in one line; empty only with `pass`.
    package var reason: String
    package var millis: Double
    package var evidence: Evidence
    /// What a file of expectations says the verdict will be; nil when it does not name the case.
    package var expected: Verdict?

    package init(
        id: String, title: String, level: Level, basis: Basis, source: String, profile: String,
        verdict: Verdict, reason: String = "", millis: Double = 0, evidence: Evidence = Evidence(),
        expected: Verdict? = nil
    ) {
        self.id = id
        self.title = title
        self.level = level
        self.basis = basis
        self.source = source
        self.profile = profile
        self.verdict = verdict
        self.reason = reason
        self.millis = millis
        self.evidence = evidence
        self.expected = expected
    }

    /// The part of the id before the slash.
    package var area: String { String(id.prefix { $0 != "/" }) }

    /// Whether the run must not end well because of this case.
    ///
    /// A failed MUST counts, unless it was expected; what was expected to fail and does not counts
    /// too, so that a file of expectations cannot rot.
    package var countsAgainst: Bool {
        if let expected, verdict.isDecisive { return verdict != expected }
        return level == .must && verdict == .fail
    }
}
