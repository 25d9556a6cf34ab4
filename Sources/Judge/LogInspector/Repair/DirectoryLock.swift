// SPDX-License-Identifier: Apache-2.0

import Glibc
package import LogContract

/// The lock that a running broker holds on its log directory, held for as long as this lives.
package final class DirectoryLock {
    private let descriptor: Int32

    /// Takes the lock of the directory at `path`; a `conflict` when a broker has it.
    package init(_ path: String) throws(StorageError) {
        let file = "\(path)/.lock"
        descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw InputFile.failure("open", file) }
        var request = flock()
        request.l_type = Int16(F_WRLCK)
        request.l_whence = Int16(SEEK_SET)
        // A lock of the open file (F_OFD_SETLK): it conflicts with the JVM's record locks.
        let setOpenFileLock: Int32 = 37
        guard fcntl(descriptor, setOpenFileLock, &request) == 0 else {
            let failure =
                errno == EAGAIN || errno == EACCES
                ? LockHolder.conflict(
                    on: descriptor, at: file,
                    advice: "stop it before a repair; --dry-run and log verify --live only look")
                : InputFile.failure("lock", file)
            close(descriptor)
            throw failure
        }
    }

    deinit { close(descriptor) }

    /// Takes the lock of every log directory around `folders`.
    ///
    /// A folder without one is refused, since nothing shows that no broker uses it, unless somebody
    /// says so by `isDetached`.
    package static func take(
        around folders: [PartitionFolder], isDetached: Bool
    ) throws(StorageError) -> [DirectoryLock] {
        var directories: Set<String> = []
        for folder in folders {
            let around = LogDirectory.around(folder.path)
            guard !around.isEmpty || isDetached else {
                throw StorageError(
                    .missing, operation: "repair", path: folder.path,
                    found: "is in no log directory, whose lock would show that no broker uses it;"
                        + " --detached repairs it all the same")
            }
            directories.formUnion(around.map(\.directory))
        }
        var locks: [DirectoryLock] = []
        for directory in directories.sorted() { locks.append(try DirectoryLock(directory)) }
        return locks
    }
}
