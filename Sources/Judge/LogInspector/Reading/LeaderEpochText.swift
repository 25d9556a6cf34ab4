// SPDX-License-Identifier: Apache-2.0

package import LogContract

/// A `leader-epoch-checkpoint`: which epoch began at which offset (KIP-101).
package struct LeaderEpochText: Sendable {
    package struct Entry: Hashable, Sendable {
        package var epoch: Int32
        package var startOffset: Int64
        /// Where its line begins in the file.
        package var position: Int64
    }

    package let entries: [Entry]

    package static func read(_ path: String) throws(StorageError) -> LeaderEpochText {
        var entries: [Entry] = []
        for line in try CheckpointLines.read(path) {
            guard line.fields.count == 2, let epoch = Int32(line.fields[0]),
                let offset = Int64(line.fields[1])
            else { throw CheckpointLines.malformed(line, path) }
            entries.append(
                Entry(epoch: epoch, startOffset: offset, position: line.position))
        }
        return LeaderEpochText(entries: entries)
    }
}
