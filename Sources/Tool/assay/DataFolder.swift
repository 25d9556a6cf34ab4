// SPDX-License-Identifier: Apache-2.0

import Arguments
import Foundation

/// Where a broker keeps its logs: a folder the user named, or a temporary one.
struct DataFolder {
    let path: String
    private let isTemporary: Bool

    init(_ given: String?) throws {
        isTemporary = given == nil
        path =
            given
            ?? FileManager.default.temporaryDirectory
            .appendingPathComponent("assay-serve-\(UUID().uuidString)").path
        guard Self.make(path), access(path, W_OK | X_OK) == 0 else {
            let reason = String(cString: strerror(errno)).lowercased()
            throw CommandError("cannot use the data directory \(path): \(reason)", status: 1)
        }
    }

    func discardIfTemporary() {
        if isTemporary { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Makes the folder and those above it; false, with `errno` set, when that cannot be.
    private static func make(_ path: String) -> Bool {
        if mkdir(path, 0o755) == 0 || errno == EEXIST { return true }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex
        else { return false }
        return make(String(path[..<slash])) && (mkdir(path, 0o755) == 0 || errno == EEXIST)
    }
}
