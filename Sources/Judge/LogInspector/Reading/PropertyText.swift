// SPDX-License-Identifier: Apache-2.0

import LogContract

/// `meta.properties` and `partition.metadata`: names and values, one a line.
enum PropertyText {
    /// The pairs in the order of the file; `separator` is `=` or `:`.
    static func read(
        _ path: String, separator: Character
    ) throws(StorageError) -> [(name: String, value: String)] {
        try SmallFile.text(path).split(separator: "\n").compactMap { line in
            guard !line.hasPrefix("#"), let mark = line.firstIndex(of: separator) else {
                return nil
            }
            let value = line[line.index(after: mark)...].drop { $0 == " " }
            return (String(line[..<mark]), String(value))
        }
    }
}
