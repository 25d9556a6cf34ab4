// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Puts consecutive segments together that will fit into one, so that compaction leaves few large
/// segments (Kafka's `groupSegmentsBySize`).
enum SegmentGroups {
    /// Groups `segments`, which rise; the offset behind the last of them is `end`.
    static func group(
        _ segments: [Segment], end: Int64, config: LogConfig
    ) throws(StorageError) -> [[Segment]] {
        var groups: [[Segment]] = []
        var room = Room(config)
        for (index, segment) in segments.enumerated() {
            let next = index + 1 < segments.count ? segments[index + 1].baseOffset : end
            let indexes = (
                try segment.offsetIndex.sizeInBytes(), try segment.timeIndex.sizeInBytes()
            )
            let first = groups.last?.first?.baseOffset ?? segment.baseOffset
            let isInReach = segment.size == 0 || next - 1 - first <= Int64(Int32.max)
            if isInReach && !groups.isEmpty && room.takes(segment.size, indexes) {
                groups[groups.count - 1].append(segment)
            } else {
                groups.append([segment])
                room = Room(config)
            }
            room.fill(segment.size, indexes)
        }
        return groups
    }

    /// What a segment may still take, as its configs have it.
    private struct Room {
        private var bytes: Int64
        private var offsetIndexBytes: Int
        private var timeIndexBytes: Int

        init(_ config: LogConfig) {
            bytes = Int64(config.segmentBytes)
            offsetIndexBytes = config.segmentIndexBytes
            timeIndexBytes = config.segmentIndexBytes
        }

        func takes(_ size: Int64, _ indexes: (Int, Int)) -> Bool {
            size <= bytes && indexes.0 <= offsetIndexBytes && indexes.1 <= timeIndexBytes
        }

        mutating func fill(_ size: Int64, _ indexes: (Int, Int)) {
            bytes -= size
            offsetIndexBytes -= indexes.0
            timeIndexBytes -= indexes.1
        }
    }
}
