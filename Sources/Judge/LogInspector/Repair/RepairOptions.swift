// SPDX-License-Identifier: Apache-2.0

/// How far a repair goes.
package struct RepairOptions: Sendable {
    /// Looks at every segment; otherwise, as a recovery does, from the recovery point on, and after a
    /// clean stop at the end of the last one only.
    package var looksAtAll = false
    /// `index.interval.bytes` for indexes that are written anew.
    package var indexIntervalBytes = 4096
    /// Transactions open at once that are followed; with more, no index of aborted ones is made anew.
    package var transactionsMax = 500_000

    package init() {}
}
