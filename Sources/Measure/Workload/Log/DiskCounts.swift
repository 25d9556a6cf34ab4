// SPDX-License-Identifier: Apache-2.0

/// What an engine asked of its disk: each number counts system calls or bytes exactly.
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
