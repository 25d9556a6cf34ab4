// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// Files that are read whole: properties and metadata.
enum SmallFile {
    /// Such files have a few lines; one that is larger is none, and is not read.
    static let bytesMax: Int64 = 1 << 20

    static func read(_ path: String) throws(StorageError) -> ByteSlice {
        let file = try InputFile(path)
        guard file.size <= bytesMax else {
            throw StorageError(
                .corrupt, operation: "read", path: path, position: bytesMax,
                found: "\(file.size) bytes are too many for a file of this kind")
        }
        let storage = ByteStorage(capacity: Int(file.size))
        let count = try file.read(
            into: UnsafeMutableRawBufferPointer(start: storage.base, count: storage.capacity),
            at: 0)
        return ByteSlice(storage: storage, start: 0, count: count)
    }

    static func text(_ path: String) throws(StorageError) -> String { try read(path).text }
}
