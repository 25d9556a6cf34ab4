// SPDX-License-Identifier: Apache-2.0

import Arguments
import Foundation

/// Where a broker keeps its logs: a folder the user named, or a temporary one.
struct DataFolder {
    let path: String
    private let isTemporary: Bool
    /// What was not there before, the outermost first.
    private var made: [String] = []

    init(_ given: String?) throws {
        isTemporary = given == nil
        path =
            given
            ?? FileManager.default.temporaryDirectory
            .appendingPathComponent("assay-serve-\(UUID().uuidString)").path
        do throws(UsageError) {
            try make(path)
            guard access(path, W_OK | X_OK) == 0 else { throw Self.failure(errno) }
        } catch {
            discardUnused()
            throw CommandError(
                "cannot use the data directory \(path): \(error.description)", status: 1)
        }
    }

    func discardIfTemporary() {
        if isTemporary { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Takes away what was made for a broker that did not start, as far as it is empty.
    func discardUnused() {
        for path in made.reversed() { rmdir(path) }
    }

    /// Makes the folder and those above it.
    private mutating func make(_ path: String) throws(UsageError) {
        if try isFolder(path) { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try make(String(path[..<slash]))
        }
        if mkdir(path, 0o755) == 0 { return made.append(path) }
        // Somebody else may have been quicker, and `a/` is `a`, which was made.
        if errno == EEXIST { return }
        throw Self.failure(errno)
    }

    private func isFolder(_ path: String) throws(UsageError) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return false }
            throw Self.failure(errno)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw UsageError(
                path == self.path ? "it is not a folder; name one" : "\(path) is not a folder")
        }
        return true
    }

    private static func failure(_ code: Int32) -> UsageError {
        UsageError(String(cString: strerror(code)).lowercased())
    }
}
