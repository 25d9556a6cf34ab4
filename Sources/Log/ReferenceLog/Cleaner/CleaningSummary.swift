// SPDX-License-Identifier: Apache-2.0

/// What one round of compaction did.
package struct CleaningSummary: Hashable, Sendable {
    /// First offset that no round has seen yet; the next begins here.
    package var cleanedEnd: Int64 = 0
    /// Whether the round ended early because more keys were dirty than the map takes.
    package var isMapFull = false
    /// Keys in the map.
    package var keys = 0
    package var mapBytes = 0
    /// Bytes read to fill the map.
    package var mappedBytes: Int64 = 0
    /// Bytes of the segments that were copied, and of what they became.
    package var readBytes: Int64 = 0
    package var writtenBytes: Int64 = 0
    package var recordsKept = 0
    /// Segments before and after.
    package var segmentsBefore = 0
    package var segmentsAfter = 0

    package init() {}
}
