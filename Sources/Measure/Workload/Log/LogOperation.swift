// SPDX-License-Identifier: Apache-2.0

/// What an engine is measured at.
package enum LogOperation: String, CaseIterable, Sendable {
    /// A producer's batches, one after the other.
    case append
    /// The whole log in runs of 1 MiB, each read into memory as a consumer without `sendfile`.
    case read
    /// Single offsets, spread over the log.
    case lookup
    /// Single timestamps, spread over the log.
    case time
    /// Opening the directory after its process was killed.
    case recover
    /// Opening the directory after a clean stop.
    case reopen
    /// One round of compaction over a log of its own, as large as the other, whose records have
    /// keys.
    case compact

    /// What one operation is, for a table.
    package var unit: String {
        switch self {
        case .append: "batch"
        case .read: "fetch of 1 MiB"
        case .lookup, .time: "look-up"
        case .recover, .reopen: "directory"
        case .compact: "round"
        }
    }
}
