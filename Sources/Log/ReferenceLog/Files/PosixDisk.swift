// SPDX-License-Identifier: Apache-2.0

import Glibc
package import LogContract

/// The real file system, by system calls.
package final class PosixDisk: Disk {
    package init() {}

    package func open(
        _ path: String, _ mode: DiskOpenMode
    ) throws(StorageError) -> any DiskFile {
        PosixFile(descriptor: try descriptor(path, mode), path: path)
    }

    private func descriptor(_ path: String, _ mode: DiskOpenMode) throws(StorageError) -> Int32 {
        var flags = O_RDWR | O_CLOEXEC
        switch mode {
        case .existing: break
        case .create: flags |= O_CREAT
        case .truncate: flags |= O_CREAT | O_TRUNC
        }
        let descriptor = Glibc.open(path, flags, 0o644)
        guard descriptor >= 0 else { throw Self.failure("open", path) }
        return descriptor
    }

    package func lock(_ path: String) throws(StorageError) -> any DiskFile {
        let descriptor = try descriptor(path, .create)
        guard PosixFile.setLock(descriptor, F_WRLCK) else {
            let failure =
                errno == EAGAIN || errno == EACCES
                ? LockHolder.conflict(
                    on: descriptor, at: path, advice: "stop it first, or use another directory")
                : Self.failure("lock", path)
            close(descriptor)
            throw failure
        }
        return PosixFile(descriptor: descriptor, path: path, isLocked: true)
    }

    package func list(_ directory: String) throws(StorageError) -> [String] {
        guard let stream = opendir(directory) else { throw Self.failure("opendir", directory) }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            // Nothing comes at the end and after a failure alike; only this tells them apart.
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        // A directory read in part would pass for one that has lost segments.
        guard errno == 0 else { throw Self.failure("readdir", directory) }
        return names.sorted()
    }

    package func exists(_ path: String) throws(StorageError) -> Bool {
        if access(path, F_OK) == 0 { return true }
        guard errno == ENOENT || errno == ENOTDIR else { throw Self.failure("access", path) }
        return false
    }

    package func modificationMillis(of path: String) throws(StorageError) -> Int64 {
        var status = stat()
        guard stat(path, &status) == 0 else { throw Self.failure("stat", path) }
        // Some file systems keep any time they are given.
        let seconds = Int64(status.st_mtim.tv_sec)
        let (whole, overflows) = seconds.multipliedReportingOverflow(by: 1000)
        if overflows { return seconds < 0 ? .min : .max }
        return whole.later(by: Int64(status.st_mtim.tv_nsec) / 1_000_000)
    }

    package func setModificationMillis(
        of path: String, to millis: Int64
    ) throws(StorageError) {
        // Before 1970 too the fraction counts forward from a whole second.
        let fraction = (millis % 1000 + 1000) % 1000
        let seconds = millis / 1000 - (millis % 1000 < 0 ? 1 : 0)
        let time = timespec(tv_sec: Int(seconds), tv_nsec: Int(fraction) * 1_000_000)
        let times = [timespec(tv_sec: 0, tv_nsec: 0x3FFF_FFFE), time]  // UTIME_OMIT
        guard utimensat(AT_FDCWD, path, times, 0) == 0 else {
            throw Self.failure("utimensat", path)
        }
    }

    package func size(of path: String) throws(StorageError) -> Int64 {
        var status = stat()
        guard stat(path, &status) == 0 else { throw Self.failure("stat", path) }
        return Int64(status.st_size)
    }

    package func makeDirectory(_ path: String) throws(StorageError) {
        guard mkdir(path, 0o755) == 0 else { throw Self.failure("mkdir", path) }
    }

    package func removeDirectory(_ path: String) throws(StorageError) {
        guard rmdir(path) == 0 else { throw Self.failure("rmdir", path) }
    }

    package func rename(_ path: String, to target: String) throws(StorageError) {
        guard Glibc.rename(path, target) == 0 else { throw Self.failure("rename", path) }
    }

    package func unlink(_ path: String) throws(StorageError) {
        guard Glibc.unlink(path) == 0 else { throw Self.failure("unlink", path) }
    }

    package func syncDirectory(_ path: String) throws(StorageError) {
        let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Self.failureToSync("fsync", path) }
    }

    /// A sync that failed for want of room lost what was written before, as any other does.
    static func failureToSync(_ operation: String, _ path: String) -> StorageError {
        var error = failure(operation, path)
        error.code = .io
        return error
    }

    /// What `errno` says of a call that just failed.
    static func failure(
        _ operation: String, _ path: String, position: Int64? = nil
    ) -> StorageError {
        let number = errno
        let code: StorageError.Code =
            switch number {
            case ENOSPC, EDQUOT: .noSpace
            case ENOENT: .missing
            case EEXIST: .conflict
            default: .io
            }
        return StorageError(
            code, operation: operation, path: path, position: position, errno: number,
            found: String(cString: strerror(number)))
    }
}
