// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// One thing a flush makes durable.
enum FlushTarget: Sendable {
    case file(any DiskFile)
    /// A file that nobody holds open, gone by now if retention took it.
    case name(String)
    /// Names in a directory.
    case directory(String)
    /// A small file's new content.
    case replacement(String, ByteSlice)

    func flush(on disk: any Disk) throws(StorageError) {
        switch self {
        case .file(let file): try file.sync()
        case .name(let path):
            try Self.unlessMissing { () throws(StorageError) in
                try disk.open(path, .existing).sync()
            }
        case .directory(let path):
            try Self.unlessMissing { () throws(StorageError) in try disk.syncDirectory(path) }
        case .replacement(let path, let content):
            try SmallFile.replace(path, with: content, on: disk)
        }
    }

    private static func unlessMissing(
        _ body: () throws(StorageError) -> Void
    ) throws(StorageError) {
        do {
            try body()
        } catch {
            if error.code != .missing { throw error }
        }
    }
}
