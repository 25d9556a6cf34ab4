// SPDX-License-Identifier: Apache-2.0

package import Messages
package import Results
import Synchronization

/// What a case says about what it saw.
///
/// A failure is data: it ends the body and becomes a verdict with what was expected, what was seen,
/// and the bytes where it was seen.
package final class Expect: Sendable {
    private let remarks = Mutex<(alternatives: [String], nonstrict: [String])>(([], []))

    package init() {}

    /// The verdict of a body that ran to its end, and why.
    package var verdict: (Verdict, String) {
        remarks.withLock { remarks in
            if !remarks.nonstrict.isEmpty {
                return (.nonstrict, remarks.nonstrict.joined(separator: "; "))
            }
            if !remarks.alternatives.isEmpty {
                return (.passAlternative, remarks.alternatives.joined(separator: "; "))
            }
            return (.pass, "")
        }
    }

    /// Notes that the rule holds in a second way the protocol allows.
    package func alternative(_ how: String) {
        remarks.withLock { if !$0.alternatives.contains(how) { $0.alternatives.append(how) } }
    }

    /// Notes behaviour that clients survive and the documents do not want.
    package func nonstrict(_ how: String) {
        remarks.withLock { if !$0.nonstrict.contains(how) { $0.nonstrict.append(how) } }
    }

    /// Ends the case as failed.
    package func fail(
        _ what: String, expected: String, actual: String, at sighting: Sighting? = nil
    ) -> Finding {
        Finding(what: what, expected: expected, actual: actual, at: sighting)
    }

    /// Ends the case without a judgement of the subject: `skipped`, `notApplicable`,
    /// `inconclusive` or `unsupported`.
    package func leave(_ verdict: Verdict, because reason: String) -> Finding {
        Finding(verdict, reason)
    }

    package func isTrue(
        _ holds: Bool, _ what: String, actual: @autoclosure () throws -> String = "otherwise",
        at sighting: Sighting? = nil
    ) throws {
        guard holds else {
            throw Finding(
                what: what, expected: "to hold", actual: try actual(), at: sighting)
        }
    }

    package func equal<Value: Equatable>(
        _ actual: Value, _ expected: Value, _ what: String, at sighting: Sighting? = nil
    ) throws {
        guard actual == expected else {
            throw Finding(
                what: what, expected: "\(expected)", actual: "\(actual)", at: sighting)
        }
    }

    /// Compares a field of a reply; its path stands for a name when `what` is not given.
    package func equal<Value: Equatable & Sendable>(
        _ observed: Observed<Value>, _ expected: Value, _ what: String? = nil
    ) throws {
        try equal(
            observed.value, expected, what ?? observed.sighting.path, at: observed.sighting)
    }

    package func atLeast<Value: Comparable & Sendable>(
        _ observed: Observed<Value>, _ least: Value, _ what: String? = nil
    ) throws {
        guard observed.value >= least else {
            throw Finding(
                what: what ?? observed.sighting.path, expected: "at least \(least)",
                actual: "\(observed.value)", at: observed.sighting)
        }
    }

    /// Compares an error code, by name.
    package func error(
        _ observed: Observed<ErrorCode>, is expected: ErrorCode, _ what: String? = nil
    ) throws {
        try error(observed, isOneOf: [expected], what)
    }

    /// Any of several error codes will do.
    package func error(
        _ observed: Observed<ErrorCode>, isOneOf expected: [ErrorCode], _ what: String? = nil
    ) throws {
        guard !expected.contains(observed.value) else { return }
        throw Finding(
            what: what ?? observed.sighting.path,
            expected: expected.map(\.description).joined(separator: " or "),
            actual: observed.value.description, at: observed.sighting)
    }

    /// One error code is the rule; the others are a second way the protocol allows.
    package func error(
        _ observed: Observed<ErrorCode>, is expected: ErrorCode,
        orAlternatively others: [ErrorCode], _ what: String? = nil
    ) throws {
        try error(observed, isOneOf: [expected] + others, what)
        if observed.value != expected { alternative("answers \(observed.value.description)") }
    }

    package func noError(_ observed: Observed<ErrorCode>, _ what: String? = nil) throws {
        try error(observed, is: .none, what)
    }

    /// Some error, whichever: refused is refused.
    package func refused(_ observed: Observed<ErrorCode>, _ what: String? = nil) throws {
        guard observed.value == .none else { return }
        throw Finding(
            what: what ?? observed.sighting.path, expected: "an error",
            actual: observed.value.description, at: observed.sighting)
    }
}
