// SPDX-License-Identifier: Apache-2.0

package import Bytes
import CFiles
import Glibc
package import LogContract

/// A file opened by `PosixDisk`; its descriptor is closed when the last reference goes.
package final class PosixFile: DiskFile {
    package let path: String
    private let number: Int32
    private let isLocked: Bool

    package var descriptor: Int32? { number }

    init(descriptor: Int32, path: String, isLocked: Bool = false) {
        number = descriptor
        self.isLocked = isLocked
        self.path = path
    }

    deinit {
        // A child between fork and exec holds the file open too, and with it a lock not given up.
        if isLocked { _ = Self.setLock(number, F_UNLCK) }
        close(number)
    }

    /// Takes or gives up the advisory lock of an open file; false, with `errno` set, when it cannot.
    static func setLock(_ descriptor: Int32, _ type: Int32) -> Bool {
        var request = flock()
        request.l_type = Int16(type)
        request.l_whence = Int16(SEEK_SET)
        // An open-file-description lock: it conflicts with the JVM's record locks as they do with
        // each other, and holds between two owners in one process as well.
        let setOpenFileLock: Int32 = 37
        return fcntl(descriptor, setOpenFileLock, &request) == 0
    }

    package func size() throws(StorageError) -> Int64 {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw PosixDisk.failure("fstat", path) }
        return Int64(status.st_size)
    }

    package func write(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, at position: Int64
    ) throws(StorageError) {
        var parts = (
            iovec(
                iov_base: UnsafeMutableRawPointer(mutating: first.baseAddress),
                iov_len: first.count),
            iovec(
                iov_base: UnsafeMutableRawPointer(mutating: second.baseAddress),
                iov_len: second.count)
        )
        var written = withUnsafeBytes(of: &parts) { raw in
            pwritev(number, raw.bindMemory(to: iovec.self).baseAddress, 2, Int(position))
        }
        if written < 0 {
            guard errno == EINTR else {
                throw PosixDisk.failure("pwritev", path, position: position)
            }
            written = 0
        }
        // A signal or a full disk cuts a write short; going on says which of the two it was.
        if written < first.count {
            try finish(first, from: written, at: position)
            written = first.count
        }
        try finish(second, from: written - first.count, at: position + Int64(first.count))
    }

    package func write(
        _ parts: [UnsafeRawBufferPointer], at position: Int64
    ) throws(StorageError) {
        var written = withUnsafeTemporaryAllocation(of: iovec.self, capacity: parts.count) {
            vectors in
            for (index, part) in parts.enumerated() {
                vectors[index] = iovec(
                    iov_base: UnsafeMutableRawPointer(mutating: part.baseAddress),
                    iov_len: part.count)
            }
            return pwritev(number, vectors.baseAddress, Int32(parts.count), Int(position))
        }
        if written < 0 {
            guard errno == EINTR else {
                throw PosixDisk.failure("pwritev", path, position: position)
            }
            written = 0
        }
        var position = position
        for part in parts {
            if written < part.count { try finish(part, from: written, at: position) }
            written = max(0, written - part.count)
            position += Int64(part.count)
        }
    }

    private func finish(
        _ bytes: UnsafeRawBufferPointer, from start: Int, at position: Int64
    ) throws(StorageError) {
        guard let base = bytes.baseAddress else { return }
        var done = start
        while done < bytes.count {
            let count = pwrite(number, base + done, bytes.count - done, Int(position) + done)
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                throw PosixDisk.failure("pwrite", path, position: position + Int64(done))
            }
        }
    }

    package func read(
        into buffer: UnsafeMutableRawBufferPointer, at position: Int64
    ) throws(StorageError) -> Int {
        guard let base = buffer.baseAddress else { return 0 }
        var done = 0
        while done < buffer.count {
            let count = pread(number, base + done, buffer.count - done, Int(position) + done)
            if count == 0 { break }
            if count > 0 {
                done += count
            } else if errno != EINTR {
                throw PosixDisk.failure("pread", path, position: position + Int64(done))
            }
        }
        return done
    }

    package func read(position: Int64, count: Int) throws(StorageError) -> ByteSlice {
        let storage = ByteStorage(capacity: count)
        let done = try read(
            into: UnsafeMutableRawBufferPointer(start: storage.base, count: count), at: position)
        return ByteSlice(storage: storage, start: 0, count: done)
    }

    package func truncate(to size: Int64) throws(StorageError) {
        guard ftruncate(number, Int(size)) == 0 else {
            throw PosixDisk.failure("ftruncate", path, position: size)
        }
    }

    package func reserve(from position: Int64, count: Int64) {
        assay_files_reserve(number, position, count)
    }

    package func sync() throws(StorageError) {
        guard fdatasync(number) == 0 else { throw PosixDisk.failureToSync("fdatasync", path) }
    }
}
