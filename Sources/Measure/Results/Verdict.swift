// SPDX-License-Identifier: Apache-2.0

/// What became of one case.
///
/// Every verdict but `pass` comes with a reason.
package enum Verdict: String, Sendable, CaseIterable {
    case pass
    /// Holds in a second way that the protocol allows as well.
    case passAlternative = "pass-alt"
    /// Tolerable, though stricter behaviour is what the documents ask for.
    case nonstrict
    case fail
    /// The subject does not advertise what the case needs.
    case unsupported
    /// The case says nothing about this subject or release.
    case notApplicable = "not-applicable"
    /// Something the case needs was not given.
    case skipped
    /// It ran and nothing can be concluded.
    case inconclusive
    /// The suite itself went wrong.
    case harnessError = "harness-error"

    /// Whether it says that the subject did as it should.
    package var holds: Bool { self == .pass || self == .passAlternative || self == .nonstrict }

    /// Whether the case came to an end that speaks about the subject.
    package var isDecisive: Bool { holds || self == .fail }
}
