// SPDX-License-Identifier: Apache-2.0

package import Results

/// Why a case came to another end than `pass`: thrown to leave the body, then turned into data.
package struct Finding: Error, Sendable {
    package let verdict: Verdict
    /// What was looked at: `error code of the damaged batch`.
    package let what: String
    package let expected: String
    package let actual: String
    package let sighting: Sighting?

    package init(
        _ verdict: Verdict = .fail, what: String, expected: String, actual: String,
        at sighting: Sighting? = nil
    ) {
        self.verdict = verdict
        self.what = what
        self.expected = expected
        self.actual = actual
        self.sighting = sighting
    }

    /// An end that is no failure of the subject and needs one sentence only.
    package init(_ verdict: Verdict, _ reason: String) {
        self.init(verdict, what: reason, expected: "", actual: "")
    }

    /// One line: `error code of the damaged batch: expected CORRUPT_MESSAGE, got none`.
    package var reason: String {
        expected.isEmpty && actual.isEmpty
            ? what : "\(what): expected \(expected), got \(actual)"
    }
}
