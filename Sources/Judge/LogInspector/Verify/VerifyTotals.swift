// SPDX-License-Identifier: Apache-2.0

/// How much a verification looked at, and what it came to.
package struct VerifyTotals: Hashable, Sendable {
    package var partitions = 0
    package var segments = 0
    package var bytes: Int64 = 0
    package var batches: Int64 = 0
    package var records: Int64 = 0
    package var indexEntries: Int64 = 0
    package var snapshots = 0
    /// Batches whose records were not looked at: outside the time asked for, or too large.
    package var passedOver: Int64 = 0
    package var violations = 0
    package var tails = 0
    package var notes = 0

    package init() {}

    package mutating func count(_ severity: Finding.Severity, _ number: Int = 1) {
        switch severity {
        case .violation: violations += number
        case .tail: tails += number
        case .note: notes += number
        }
    }
}
