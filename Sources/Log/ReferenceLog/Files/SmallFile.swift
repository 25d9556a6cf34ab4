// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// Whole small files: checkpoints, properties, metadata.
enum SmallFile {
    /// No checkpoint of a sane broker is larger; what is, is not read.
    static let bytesMax: Int64 = 256 << 20

    /// The whole content; nil when the file is missing.
    static func read(_ path: String, on disk: any Disk) throws(StorageError) -> ByteSlice? {
        guard try disk.exists(path) else { return nil }
        let file = try disk.open(path, .existing)
        let size = try file.size()
        guard size <= bytesMax else {
            throw StorageError(
                .corrupt, operation: "read", path: path, found: "\(size) bytes are too many")
        }
        return try file.read(position: 0, count: Int(size))
    }

    /// Replaces the content in one step: a reader, or a crash, sees the old or the new (Kafka's
    /// `CheckpointFile`).
    ///
    /// Not durable unless `durably`.
    static func replace(
        _ path: String, with bytes: ByteSlice, on disk: any Disk, durably: Bool = true
    ) throws(StorageError) {
        let staging = path + ".tmp"
        do throws(StorageError) {
            try write(staging, bytes, on: disk, durably: durably)
            try disk.rename(staging, to: path)
        } catch {
            try? disk.unlink(staging)
            throw error
        }
        if durably { try disk.syncDirectory(parent(of: path)) }
    }

    /// Makes a file that holds `bytes`, whatever it held before.
    static func write(
        _ path: String, _ bytes: ByteSlice, on disk: any Disk, durably: Bool
    ) throws(StorageError) {
        let file = try disk.open(path, .truncate)
        try bytes.withUnsafeBytes { (content) throws(StorageError) in
            try file.write(content, UnsafeRawBufferPointer(start: nil, count: 0), at: 0)
        }
        if durably { try file.sync() }
    }

    /// What stands behind the last slash of a path.
    static func name(of path: String) -> String? {
        path.split(separator: "/").last.map(String.init)
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
