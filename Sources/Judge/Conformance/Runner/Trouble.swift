// SPDX-License-Identifier: Apache-2.0

package import Results

/// Ends of a case that speak of a subject in trouble rather than of the case's rule.
package enum Trouble {
    /// Begins the reason of a case that was not through when its time was up.
    static let late = "not finished within"
    /// Begins the reason of a case after which the subject was gone.
    static let lifeless = "the subject does not answer afterwards"

    /// What befell the subject or the harness, nil when the result is about the rule.
    package static func of(_ result: CaseResult) -> String? {
        let isTrouble =
            result.verdict == .harnessError
            || result.verdict == .fail
                && (result.reason.hasPrefix(late) || result.reason.hasPrefix(lifeless))
        return isTrouble ? "\(result.id): \(result.reason)" : nil
    }
}
