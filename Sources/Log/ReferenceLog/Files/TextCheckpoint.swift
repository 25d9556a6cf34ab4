// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// Kafka's checkpoint form: version 0, an entry count, then one entry a line (`CheckpointFile`).
enum TextCheckpoint {
    /// The entries, split at blanks; none when the file is missing or empty.
    static func read(_ path: String, on disk: any Disk) throws(StorageError) -> [[Substring]] {
        guard let bytes = try SmallFile.read(path, on: disk), !bytes.isEmpty else { return [] }
        let text = bytes.text
        // A last line that does not end may be half a number: a torn file still parses without it.
        guard text.last == "\n" else { throw corrupt(path, "the last line does not end") }
        let lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 2, lines[0] == "0" else {
            throw corrupt(path, "version is not 0")
        }
        guard let count = Int(lines[1]), count == lines.count - 2 else {
            throw corrupt(path, "entry count \(lines[1]), \(lines.count - 2) entries")
        }
        return lines[2...].map { $0.split(separator: " ") }
    }

    /// Replaces the file by `entries`, each a line.
    static func write(
        _ entries: [String], to path: String, on disk: any Disk, durably: Bool = true
    ) throws(StorageError) {
        try SmallFile.replace(path, with: encode(entries), on: disk, durably: durably)
    }

    /// The file's content.
    static func encode(_ entries: [String]) -> ByteSlice {
        let text = (["0", "\(entries.count)"] + entries).map { $0 + "\n" }.joined()
        return ByteSlice(utf8: text)
    }

    static func corrupt(_ path: String, _ found: String) -> StorageError {
        StorageError(.corrupt, operation: "read", path: path, found: found)
    }
}
