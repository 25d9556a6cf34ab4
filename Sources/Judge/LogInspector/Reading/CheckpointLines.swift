// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Kafka's checkpoint form: version 0, an entry count, then one entry a line (`CheckpointFile`).
///
/// Lines are given out one by one, and no more than were announced: nothing is held of a file that
/// lies.
final class CheckpointLines {
    struct Line {
        /// Where the line begins in the file.
        var position: Int64
        var fields: [Substring]
    }

    private let reader: LineReader
    private var announced: (text: String, count: Int, position: Int64)?
    private var count = 0

    /// Begins at the first entry; an empty file has none.
    init(_ path: String) throws(StorageError) {
        reader = try LineReader(path)
        guard let version = try reader.next() else { return }
        guard version.fields == ["0"], let line = try reader.next() else {
            throw reader.corrupt(0, "version is not 0")
        }
        let text = String(line.fields.first ?? "")
        guard let number = Int(text), number >= 0 else {
            throw reader.corrupt(line.position, "'\(text)' entries announced")
        }
        announced = (text, number, line.position)
    }

    /// The next entry, split at blanks; nil behind the last.
    func next() throws(StorageError) -> Line? {
        guard let announced else { return nil }
        let line = try reader.next()
        if line != nil { count += 1 }
        guard count <= announced.count, line != nil || count == announced.count else {
            throw reader.corrupt(
                announced.position,
                "'\(announced.text)' entries announced,"
                    + " \(line == nil ? "\(count)" : "\(count) or more") found")
        }
        return line
    }

    func malformed(_ line: Line) -> StorageError {
        reader.corrupt(line.position, "malformed entry '\(line.fields.joined(separator: " "))'")
    }
}
