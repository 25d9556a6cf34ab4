// SPDX-License-Identifier: Apache-2.0

package import LogContract

/// One of a log directory's checkpoints of an offset for each partition.
package struct OffsetCheckpointText: Sendable {
    package struct Entry: Hashable, Sendable {
        package var partition: TopicPartition
        package var offset: Int64
    }

    /// In the order of the file.
    package let entries: [Entry]

    package static func read(_ path: String) throws(StorageError) -> OffsetCheckpointText {
        var entries: [Entry] = []
        for line in try CheckpointLines.read(path) {
            guard line.fields.count == 3, let partition = Int32(line.fields[1]),
                let offset = Int64(line.fields[2])
            else { throw CheckpointLines.malformed(line, path) }
            entries.append(
                Entry(
                    partition: TopicPartition(
                        topic: String(line.fields[0]), partition: partition),
                    offset: offset))
        }
        return OffsetCheckpointText(entries: entries)
    }

    package var offsets: [TopicPartition: Int64] {
        Dictionary(entries.map { ($0.partition, $0.offset) }) { _, last in last }
    }
}
