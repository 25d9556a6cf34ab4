// SPDX-License-Identifier: Apache-2.0

/// How far one log is on the disk, and what it still waits for.
struct FlushState {
    /// What a waiting log wants of the next flush.
    enum Wish: Int {
        case nothing
        /// Its closed segments, with their indexes.
        case closedSegments
        /// All that was written.
        case everything
    }

    /// Offsets below are on the disk.
    var flushedOffset: Int64
    var wish = Wish.nothing
    /// Whether files were made whose names may not survive a power failure.
    var hasUnsyncedNames = true
    /// Whether the flush under way makes names durable, and may not have done so yet.
    var isSyncingNames = false
    /// When the oldest unflushed write was made, in milliseconds; nil while `flush.ms` is unset.
    var unflushedSince: Int64?
    var truncations = 0

    init(flushedOffset: Int64) { self.flushedOffset = flushedOffset }
}
