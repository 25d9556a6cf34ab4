// SPDX-License-Identifier: Apache-2.0

import LogContract

/// One thing a flush makes durable.
enum FlushTarget: Sendable {
    case file(any DiskFile)
    /// A file that nobody holds open, gone by now if retention took it.
    case name(String)
    /// Names in a directory.
    case directory(String)
    /// A checkpoint's new content.
    case checkpoint(CheckpointWriter.Content, CheckpointWriter)

    func flush(on disk: any Disk) throws(StorageError) {
        switch self {
        case .file(let file): try file.sync()
        case .name(let path):
            try Self.unlessMissing { () throws(StorageError) in
                try disk.open(path, .existing).sync()
            }
        case .directory(let path):
            try Self.unlessMissing { () throws(StorageError) in try disk.syncDirectory(path) }
        case .checkpoint(let content, let writer):
            do {
                try writer.write(content, by: .flush, on: disk)
            } catch {
                // The file holds what it held, and that stays true. What is due by then is written
                // at the next turn; nothing a log promised is lost, as it is with a failed sync.
                if error.code != .noSpace { throw error }
            }
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
