// SPDX-License-Identifier: Apache-2.0

package import LogContract

/// One of a log directory's checkpoints of an offset for each partition.
package struct OffsetCheckpointText {
    package struct Entry: Hashable, Sendable {
        package var partition: TopicPartition
        package var offset: Int64
    }

    private let lines: CheckpointLines

    package init(_ path: String) throws(StorageError) { lines = try CheckpointLines(path) }

    /// The next entry in the order of the file, nil behind the last.
    package func next() throws(StorageError) -> Entry? {
        guard let line = try lines.next() else { return nil }
        guard line.fields.count == 3, let partition = Int32(line.fields[1]),
            let offset = Int64(line.fields[2])
        else { throw lines.malformed(line) }
        return Entry(
            partition: TopicPartition(topic: String(line.fields[0]), partition: partition),
            offset: offset)
    }

    /// The offsets of `partitions`; what the file says of others is not held.
    static func offsets(
        in path: String, of partitions: Set<TopicPartition>
    ) throws(StorageError) -> [TopicPartition: Int64] {
        let text = try OffsetCheckpointText(path)
        var offsets: [TopicPartition: Int64] = [:]
        while let entry = try text.next() {
            if partitions.contains(entry.partition) { offsets[entry.partition] = entry.offset }
        }
        return offsets
    }
}
