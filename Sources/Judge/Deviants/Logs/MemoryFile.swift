// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// Bytes in memory where a file is expected.
final class MemoryFile: RegionFile {
    private let bytes: ByteSlice

    init(_ bytes: ByteSlice) {
        self.bytes = bytes
    }

    var descriptor: Int32? { nil }

    func read(position: Int64, count: Int) throws(StorageError) -> ByteSlice {
        guard position >= 0, count >= 0, Int(position) <= bytes.count - count else {
            throw StorageError(.io, operation: "read", path: "memory", position: position)
        }
        return bytes[Int(position)..<Int(position) + count]
    }
}

extension FileRegion {
    /// A region that holds `bytes`.
    init(_ bytes: ByteSlice) {
        self.init(file: MemoryFile(bytes), position: 0, count: bytes.count)
    }

    /// What stands in it.
    func bytes() throws(StorageError) -> ByteSlice {
        try file.read(position: position, count: count)
    }
}
