// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Synchronization

/// A file without a descriptor that grows at its end.
final class MemoryFile: RegionFile {
    private let content = Mutex<[UInt8]>([])

    var descriptor: Int32? { nil }

    /// Returns where the bytes went.
    func append(_ bytes: ByteSlice) -> Int {
        content.withLock { content in
            defer { content += bytes.array }
            return content.count
        }
    }

    func read(position: Int64, count: Int) throws(StorageError) -> ByteSlice {
        content.withLock { ByteSlice($0[Int(position)..<Int(position) + count]) }
    }
}
