// SPDX-License-Identifier: Apache-2.0

import Glibc
package import LogContract

/// A file opened for reading only; its size is taken once, so that a file that grows while it is
/// read has an end.
package final class InputFile {
    package let path: String
    /// Bytes when it was opened.
    package let size: Int64
    private let descriptor: Int32
    private let device: dev_t
    private let inode: ino_t

    /// Fails for anything that is no regular file: a pipe would never end.
    package init(_ path: String) throws(StorageError) {
        self.path = path
        descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.failure("open", path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let failure = Self.failure("fstat", path)
            close(descriptor)
            throw failure
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw StorageError(.corrupt, operation: "open", path: path, found: "no regular file")
        }
        size = Int64(status.st_size)
        (device, inode) = (status.st_dev, status.st_ino)
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    /// Whether another file has the name by now, or none, or this one was cut.
    var hasChanged: Bool {
        var status = stat()
        return stat(path, &status) != 0 || status.st_dev != device || status.st_ino != inode
            || Int64(status.st_size) < size
    }

    deinit { close(descriptor) }

    /// Reads until `buffer` is full or the file ends; returns how many bytes.
    package func read(
        into buffer: UnsafeMutableRawBufferPointer, at position: Int64
    ) throws(StorageError) -> Int {
        guard let base = buffer.baseAddress else { return 0 }
        var done = 0
        while done < buffer.count {
            let count = pread(
                descriptor, base + done, buffer.count - done, off_t(position) + off_t(done))
            if count == 0 { break }
            if count > 0 {
                done += count
            } else if errno != EINTR {
                throw Self.failure("pread", path, position: position + Int64(done))
            }
        }
        return done
    }

    /// What `errno` says of a call that just failed.
    static func failure(
        _ operation: String, _ path: String, position: Int64? = nil
    ) -> StorageError {
        let number = errno
        return StorageError(
            number == ENOENT ? .missing : .io, operation: operation, path: path,
            position: position, errno: number, found: String(cString: strerror(number)))
    }
}
