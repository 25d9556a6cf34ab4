// SPDX-License-Identifier: Apache-2.0

package import LogContract

/// A `leader-epoch-checkpoint`: which epoch began at which offset (KIP-101).
package struct LeaderEpochText {
    package struct Entry: Hashable, Sendable {
        package var epoch: Int32
        package var startOffset: Int64
        /// Where its line begins in the file.
        package var position: Int64
    }

    private let lines: CheckpointLines

    package init(_ path: String) throws(StorageError) { lines = try CheckpointLines(path) }

    /// The next entry, nil behind the last.
    package func next() throws(StorageError) -> Entry? {
        guard let line = try lines.next() else { return nil }
        guard line.fields.count == 2, let epoch = Int32(line.fields[0]),
            let offset = Int64(line.fields[1])
        else { throw lines.malformed(line) }
        return Entry(epoch: epoch, startOffset: offset, position: line.position)
    }
}
