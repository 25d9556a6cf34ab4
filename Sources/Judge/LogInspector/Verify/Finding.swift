// SPDX-License-Identifier: Apache-2.0

/// Something that a verification found, and where.
package struct Finding: Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable, CaseIterable {
        /// A rule is broken.
        case violation
        /// Bytes at the end of a log that was not stopped cleanly: recovery cuts them.
        case tail
        /// Worth knowing, and right.
        case note
    }

    /// An id of `VerifyRule.all`.
    package var rule: String
    package var severity: Severity
    package var path: String
    /// Byte in the file, nil when it is about the file as a whole.
    package var position: Int64?
    /// The offset it is about.
    package var offset: Int64?
    package var reason: String
    /// What else a start will cut with it.
    package var cut: ExpectedCut?

    package init(
        _ rule: String, _ severity: Severity = .violation, path: String, position: Int64? = nil,
        offset: Int64? = nil, reason: String
    ) {
        self.rule = rule
        self.severity = severity
        self.path = path
        self.position = position
        self.offset = offset
        self.reason = reason
    }
}
