// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// A file of a `CountingDisk`.
final class CountingFile: DiskFile {
    private let inner: any DiskFile
    private let disk: CountingDisk

    init(_ inner: any DiskFile, on disk: CountingDisk) {
        self.inner = inner
        self.disk = disk
    }

    deinit { disk.count { $0.others += 1 } }

    var path: String { inner.path }
    var descriptor: Int32? { inner.descriptor }

    func size() throws(StorageError) -> Int64 {
        disk.count { $0.others += 1 }
        return try inner.size()
    }

    func write(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, at position: Int64
    ) throws(StorageError) {
        disk.count {
            $0.writes += 1
            $0.bytesWritten += first.count + second.count
        }
        try inner.write(first, second, at: position)
    }

    func write(
        _ parts: [UnsafeRawBufferPointer], at position: Int64
    ) throws(StorageError) {
        disk.count {
            $0.writes += 1
            $0.bytesWritten += parts.reduce(0) { $0 + $1.count }
        }
        try inner.write(parts, at: position)
    }

    func read(
        into buffer: UnsafeMutableRawBufferPointer, at position: Int64
    ) throws(StorageError) -> Int {
        let count = try inner.read(into: buffer, at: position)
        note(read: count, of: buffer.count)
        return count
    }

    func read(position: Int64, count: Int) throws(StorageError) -> ByteSlice {
        let bytes = try inner.read(position: position, count: count)
        note(read: bytes.count, of: count)
        return bytes
    }

    /// A read that got less than it wanted asked once more, and was told that the file ends.
    private func note(read count: Int, of wanted: Int) {
        disk.count {
            $0.reads += count > 0 && count < wanted ? 2 : 1
            $0.bytesRead += count
        }
    }

    func truncate(to size: Int64) throws(StorageError) {
        disk.count { $0.others += 1 }
        try inner.truncate(to: size)
    }

    func reserve(from position: Int64, count: Int64) {
        disk.count { $0.others += 1 }
        inner.reserve(from: position, count: count)
    }

    func sync() throws(StorageError) {
        disk.count { $0.syncs += 1 }
        try inner.sync()
    }
}
