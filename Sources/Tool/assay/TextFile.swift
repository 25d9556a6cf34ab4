// SPDX-License-Identifier: Apache-2.0

import Arguments
import Glibc

/// Files that a user names on the command line, small enough to be read whole.
enum TextFile {
    private static let bytesMax = 16 << 20

    /// The text of a file; a file that is not there, or no file, is a mistake told in one line.
    static func read(_ path: String) throws(UsageError) -> String {
        guard let file = fopen(path, "r") else {
            throw UsageError("cannot read \(path): \(String(cString: strerror(errno)))")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { break }
            bytes += chunk[..<count]
            if bytes.count > bytesMax { throw UsageError("\(path) is longer than 16 MiB") }
        }
        if ferror(file) != 0 {
            throw UsageError("cannot read \(path): \(String(cString: strerror(errno)))")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
