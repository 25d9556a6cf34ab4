// SPDX-License-Identifier: Apache-2.0

/// What one flush does for one log, and what holds once it is done.
struct FlushPlan {
    let log: ReferencePartitionLog
    let targets: [FlushTarget]
    /// Offsets below will be on the disk.
    let flushedOffset: Int64
    /// Segments below will be there with their indexes, so that recovery may trust them.
    let recoveryPoint: Int64
    /// Told apart from a later state of a log that was truncated while the flush ran.
    let truncations: Int
}
