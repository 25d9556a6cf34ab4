// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Kafka's checkpoint form: version 0, an entry count, then one entry a line (`CheckpointFile`).
enum CheckpointLines {
    struct Line {
        /// Where the line begins in the file.
        var position: Int64
        var fields: [Substring]
    }

    /// The entries, split at blanks; none of an empty file.
    static func read(_ path: String) throws(StorageError) -> [Line] {
        let text = try SmallFile.text(path)
        guard !text.isEmpty else { return [] }
        var lines: [Line] = []
        var position = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            lines.append(Line(position: Int64(position), fields: line.split(separator: " ")))
            position += line.utf8.count + 1
        }
        if lines.last?.fields.isEmpty == true { lines.removeLast() }
        guard lines.count >= 2, lines[0].fields == ["0"] else {
            throw StorageError(
                .corrupt, operation: "read", path: path, position: 0, found: "version is not 0")
        }
        let announced = lines[1].fields.first ?? ""
        guard let count = Int(announced), count == lines.count - 2 else {
            throw StorageError(
                .corrupt, operation: "read", path: path, position: lines[1].position,
                found: "'\(announced)' entries announced, \(lines.count - 2) found")
        }
        return Array(lines[2...])
    }

    static func malformed(_ line: Line, _ path: String) -> StorageError {
        StorageError(
            .corrupt, operation: "read", path: path, position: line.position,
            found: "malformed entry '\(line.fields.joined(separator: " "))'")
    }
}
