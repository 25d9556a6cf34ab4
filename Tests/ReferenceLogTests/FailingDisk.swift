// SPDX-License-Identifier: Apache-2.0

import Bytes
import Glibc
import LogContract
import ReferenceLog
import Synchronization

/// The real disk, until it is told to fail.
final class FailingDisk: PassingDisk {
    let real = PosixDisk()
    enum Failure: Sendable {
        /// The next write stops half way: no room.
        case full
        /// The next write fails for good.
        case broken
    }

    let next = Mutex<Failure?>(nil)
    /// Writes that pass before the one that fails.
    let skipped = Mutex(0)

    func open(_ path: String, _ mode: DiskOpenMode) throws(StorageError) -> any DiskFile {
        FailingFile(try real.open(path, mode), on: self)
    }
}

/// A file of `FailingDisk`.
final class FailingFile: PassingFile {
    let real: any DiskFile
    private let disk: FailingDisk

    init(_ real: any DiskFile, on disk: FailingDisk) {
        self.real = real
        self.disk = disk
    }

    func write(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, at position: Int64
    ) throws(StorageError) {
        let passes = disk.skipped.withLock { skipped in
            defer { skipped = max(0, skipped - 1) }
            return skipped > 0
        }
        let failure = disk.next.withLock { next in
            if passes { return FailingDisk.Failure?.none }
            defer { next = nil }
            return next
        }
        guard let failure else { return try real.write(first, second, at: position) }
        try real.write(first, UnsafeRawBufferPointer(start: nil, count: 0), at: position)
        let isFull = failure == .full
        throw StorageError(
            isFull ? .noSpace : .io, operation: "pwritev", path: path, position: position,
            errno: isFull ? ENOSPC : EIO)
    }
}
