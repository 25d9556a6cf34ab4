// SPDX-License-Identifier: Apache-2.0

/// What an engine asked of its disk, in system calls and bytes.
///
/// Exact but for two things that are counted once each: a write that a signal or a full disk cut
/// short and that went on, and the listing of a directory. A file's close counts when it happens,
/// and that is when the last who holds it lets go.
package struct DiskCounts: Hashable, Sendable {
    /// `pwritev` and what goes with it.
    package var writes = 0
    package var bytesWritten = 0
    package var reads = 0
    package var bytesRead = 0
    /// `fdatasync` and `fsync`, of files and of directories.
    package var syncs = 0
    /// Opening, closing, renaming, sizing, listing: everything else.
    package var others = 0

    package init() {}

    package var calls: Int { writes + reads + syncs + others }

    package static func - (left: DiskCounts, right: DiskCounts) -> DiskCounts {
        var difference = DiskCounts()
        difference.writes = left.writes - right.writes
        difference.bytesWritten = left.bytesWritten - right.bytesWritten
        difference.reads = left.reads - right.reads
        difference.bytesRead = left.bytesRead - right.bytesRead
        difference.syncs = left.syncs - right.syncs
        difference.others = left.others - right.others
        return difference
    }
}
