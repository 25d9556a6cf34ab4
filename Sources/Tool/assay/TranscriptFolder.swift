// SPDX-License-Identifier: Apache-2.0

import Arguments
import Glibc

/// The folder of `--transcript`: one file a case, named for its id.
struct TranscriptFolder: Sendable {
    private let path: String

    /// Makes the folder unless it is there.
    init(_ path: String) throws(UsageError) {
        if mkdir(path, 0o777) != 0, errno != EEXIST {
            throw UsageError("cannot make \(path): \(String(cString: strerror(errno)))")
        }
        guard access(path, W_OK | X_OK) == 0 else {
            throw UsageError("cannot write into \(path): \(String(cString: strerror(errno)))")
        }
        self.path = path
    }

    func write(_ lines: [String], for id: String) {
        let name = String(id.map { $0 == "/" ? "." : $0 })
        guard let file = fopen("\(path)/\(name).txt", "w") else { return }
        fputs(lines.joined(separator: "\n") + "\n", file)
        fclose(file)
    }
}
