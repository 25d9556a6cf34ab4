// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// Reads a file from front to back through one buffer, so that every byte crosses from the kernel
/// once and is still in the processor's cache when it is looked at.
final class FileWindow {
    private static let windowBytes = 256 << 10

    private let file: any DiskFile
    private let end: Int64
    private var buffer = ByteStorage(capacity: windowBytes)
    private var start: Int64 = 0
    private var count = 0

    /// A window on the first `end` bytes of `file`.
    init(_ file: any DiskFile, end: Int64) {
        self.file = file
        self.end = end
    }

    /// `wanted` bytes from `position`, fewer where the file ends; good until the next call.
    func bytes(at position: Int64, count wanted: Int) throws(StorageError) -> ByteSlice {
        let wanted = Int(max(0, min(Int64(wanted), end - position)))
        if position < start || position + Int64(wanted) > start + Int64(count) {
            if wanted > buffer.capacity { buffer = ByteStorage(capacity: wanted) }
            let room = Int(min(Int64(buffer.capacity), end - position))
            count = try file.read(
                into: UnsafeMutableRawBufferPointer(start: buffer.base, count: room), at: position)
            start = position
        }
        let skipped = Int(position - start)
        return ByteSlice(
            storage: buffer, start: skipped, count: max(0, min(wanted, count - skipped)))
    }
}
