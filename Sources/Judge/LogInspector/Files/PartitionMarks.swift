// SPDX-License-Identifier: Apache-2.0

/// What a log directory's checkpoints say of one partition.
package struct PartitionMarks: Hashable, Sendable {
    /// Whether the directory carries the mark of a clean stop; nil when there is no directory.
    package var isClean: Bool?
    /// First offset not known to be on the disk itself.
    package var recoveryPoint: Int64?
    /// First offset that readers may ask for, where it is not that of the first segment.
    package var logStart: Int64?
    package var highWatermark: Int64?
    /// First offset the cleaner has not been over.
    package var firstDirty: Int64?

    package init() {}
}
