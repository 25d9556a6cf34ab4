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

    func read(
        into buffer: UnsafeMutableRawBufferPointer, at position: Int64
    ) throws(StorageError) -> Int {
        let count = try inner.read(into: buffer, at: position)
        disk.count {
            $0.reads += 1
            $0.bytesRead += count
        }
        return count
    }

    func read(position: Int64, count: Int) throws(StorageError) -> ByteSlice {
        let bytes = try inner.read(position: position, count: count)
        disk.count {
            $0.reads += 1
            $0.bytesRead += bytes.count
        }
        return bytes
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
