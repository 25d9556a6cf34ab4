// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// One of a log directory's checkpoints that speaks of offsets which a log has no more.
///
/// A broker lowers them when it opens the log and writes them when it pleases; a log that is cut
/// has to agree with its directory before.
struct CheckpointCut {
    let path: String
    let partition: TopicPartition
    let found: Int64
    /// The offset it must not say more than.
    let most: Int64
    let reason: String

    /// Those of a log that ends at `end`, whose last segment begins at `last`.
    static func due(_ folder: PartitionFolder, end: Int64, last: Int64?) -> [CheckpointCut] {
        guard let partition = folder.partition, folder.standing == .live,
            let directory = LogDirectory.around(folder.path).first?.directory
        else { return [] }
        let marks = folder.marks
        return [
            (LogDirectory.recoveryPoints, marks.recoveryPoint, end),
            (LogDirectory.highWatermarks, marks.highWatermark, end),
            // The cleaner stops below the segment that is written.
            (LogDirectory.cleaner, marks.firstDirty, last ?? end),
        ].compactMap { name, mark, most in
            guard let mark, mark > most else { return nil }
            return CheckpointCut(
                path: "\(directory)/\(name)", partition: partition, found: mark, most: most,
                reason: "says \(mark) of \(partition), which has offsets below \(most)")
        }
    }

    /// Nothing is kept of it: what it said is in the reason.
    var step: RepairStep { RepairStep(.rebuild, path: path, reason: reason) }

    func apply() throws(StorageError) {
        let text = try OffsetCheckpointText(path)
        var lines = ""
        var count = 0
        while let entry = try text.next() {
            let offset = entry.partition == partition ? min(entry.offset, most) : entry.offset
            lines += "\(entry.partition.topic) \(entry.partition.partition) \(offset)\n"
            count += 1
        }
        try OutputFile.replace(path, with: ByteSlice(utf8: "0\n\(count)\n\(lines)"))
    }
}
