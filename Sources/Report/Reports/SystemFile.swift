// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Reads small files that describe the machine.
enum SystemFile {
    /// The first `limit` bytes of a file as text; nil when it cannot be read.
    static func text(_ path: String, limit: Int = 65536) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = fread(&buffer, 1, limit, file)
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    /// What follows `separator` on the first line whose text before it is `key`, quotes left out.
    static func value(of key: String, separator: Character, in text: String) -> String? {
        for line in text.split(separator: "\n") where line.hasPrefix(key) {
            let rest = line.dropFirst(key.count).drop(while: \.isWhitespace)
            guard rest.first == separator else { continue }
            return rest.dropFirst().drop(while: \.isWhitespace).filter { $0 != "\"" }
        }
        return nil
    }
}
