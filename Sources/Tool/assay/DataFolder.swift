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
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            throw CommandError(
                "cannot use the data directory \(path): \(error.localizedDescription)", status: 1)
        }
        if access(path, W_OK) != 0 {
            throw CommandError(
                "cannot use the data directory \(path): it cannot be written to", status: 1)
        }
    }

    func discardIfTemporary() {
        if isTemporary { try? FileManager.default.removeItem(atPath: path) }
    }
}
