// SPDX-License-Identifier: Apache-2.0

/// Where a history and the list in memory part.
struct HistoryFailure: Error, CustomStringConvertible {
    var step: Int
    var command: String
    var reason: String

    /// The reason without what differs from run to run.
    var kind: String { String(reason.filter { $0.isLetter || $0 == " " }.prefix(16)) }

    var description: String { "step \(step), \(command): \(reason)" }
}
