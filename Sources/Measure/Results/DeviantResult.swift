// SPDX-License-Identifier: Apache-2.0

/// What the suite made of one broken broker.
package struct DeviantResult: Hashable, Sendable {
    package var id: String
    /// The rule it breaks, in one line.
    package var rule: String
    /// Cases that failed on it.
    package var killedBy: [String]
    /// Cases that claim its rule and must fail on it.
    package var intended: [String]
    /// A crash or a time-out of the broken broker, which proves nothing; empty when it behaved.
    package var trouble: String

    package init(
        id: String, rule: String, killedBy: [String], intended: [String], trouble: String = ""
    ) {
        self.id = id
        self.rule = rule
        self.killedBy = killedBy
        self.intended = intended
        self.trouble = trouble
    }

    /// Whether a case that claims the rule failed, and did so for the rule's sake.
    package var killed: Bool { trouble.isEmpty && !missing.isSuperset(of: intended) }

    /// Cases that claim the rule and did not fail.
    package var missing: Set<String> { Set(intended).subtracting(killedBy) }
}
