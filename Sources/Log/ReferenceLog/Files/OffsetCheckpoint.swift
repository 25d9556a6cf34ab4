// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// One of a log directory's checkpoints of an offset for each partition.
enum OffsetCheckpoint {
    /// First offset not known to be on the disk itself.
    static let recoveryPoint = "recovery-point-offset-checkpoint"
    /// First offset readers may ask for, where it is not that of the first segment.
    static let logStart = "log-start-offset-checkpoint"
    /// The high watermark.
    static let replication = "replication-offset-checkpoint"

    /// First offset that compaction has not seen.
    static let cleaner = "cleaner-offset-checkpoint"

    static func read(
        _ path: String, on disk: any Disk
    ) throws(StorageError) -> [TopicPartition: Int64] {
        var offsets: [TopicPartition: Int64] = [:]
        for entry in try TextCheckpoint.read(path, on: disk) {
            guard entry.count == 3, let partition = Int32(entry[1]), let offset = Int64(entry[2]),
                (0...LogNames.baseOffsetMax).contains(offset)
            else {
                throw TextCheckpoint.corrupt(path, "entry \(entry.joined(separator: " "))")
            }
            offsets[TopicPartition(topic: String(entry[0]), partition: partition)] = offset
        }
        return offsets
    }

    /// The file's content.
    static func encode(_ offsets: [TopicPartition: Int64]) -> ByteSlice {
        TextCheckpoint.encode(
            offsets.sorted { $0.key < $1.key }.map {
                "\($0.key.topic) \($0.key.partition) \($0.value)"
            })
    }
}
