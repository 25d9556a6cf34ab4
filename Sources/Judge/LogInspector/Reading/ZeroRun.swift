// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// Zeros at the end of a file, as preallocation leaves them.
enum ZeroRun {
    private static let chunkBytes = 64 << 10

    /// Whether everything from `position` on is zero.
    static func reachesEnd(of file: InputFile, from position: Int64) throws(StorageError) -> Bool {
        try end(of: file, from: position) == nil
    }

    /// Where the first byte stands from `position` on that is not zero; nil when there is none.
    static func end(of file: InputFile, from position: Int64) throws(StorageError) -> Int64? {
        let chunk = ByteStorage(capacity: chunkBytes)
        var place = position
        while place < file.size {
            let count = try file.read(
                into: UnsafeMutableRawBufferPointer(start: chunk.base, count: chunkBytes),
                at: place)
            if count == 0 { break }
            let bytes = UnsafeRawBufferPointer(start: chunk.base, count: count)
            if let found = bytes.firstIndex(where: { $0 != 0 }) { return place + Int64(found) }
            place += Int64(count)
        }
        return nil
    }
}
