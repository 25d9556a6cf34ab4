// SPDX-License-Identifier: Apache-2.0

import Bytes
import Glibc
import LogContract
import ReferenceLog
import Synchronization

/// The real disk, until it is told to fail.
final class FailingDisk: Disk {
    enum Failure: Sendable {
        /// The next write stops half way: no room.
        case full
        /// The next write fails for good.
        case broken
    }

    private let real = PosixDisk()
    let next = Mutex<Failure?>(nil)
    /// Writes that pass before the one that fails.
    let skipped = Mutex(0)

    func open(_ path: String, _ mode: DiskOpenMode) throws(StorageError) -> any DiskFile {
        FailingFile(try real.open(path, mode), on: self)
    }

    func lock(_ path: String) throws(StorageError) -> any DiskFile { try real.lock(path) }
    func list(_ directory: String) throws(StorageError) -> [String] { try real.list(directory) }
    func exists(_ path: String) throws(StorageError) -> Bool { try real.exists(path) }
    func modificationMillis(of path: String) throws(StorageError) -> Int64 {
        try real.modificationMillis(of: path)
    }
    func makeDirectory(_ path: String) throws(StorageError) { try real.makeDirectory(path) }
    func removeDirectory(_ path: String) throws(StorageError) { try real.removeDirectory(path) }
    func rename(_ path: String, to target: String) throws(StorageError) {
        try real.rename(path, to: target)
    }
    func unlink(_ path: String) throws(StorageError) { try real.unlink(path) }
    func syncDirectory(_ path: String) throws(StorageError) { try real.syncDirectory(path) }
}

/// A file of `FailingDisk`.
final class FailingFile: DiskFile {
    private let real: any DiskFile
    private let disk: FailingDisk

    init(_ real: any DiskFile, on disk: FailingDisk) {
        self.real = real
        self.disk = disk
    }

    var path: String { real.path }
    var descriptor: Int32? { real.descriptor }
    func size() throws(StorageError) -> Int64 { try real.size() }

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

    func read(
        into buffer: UnsafeMutableRawBufferPointer, at position: Int64
    ) throws(StorageError) -> Int { try real.read(into: buffer, at: position) }
    func read(position: Int64, count: Int) throws(StorageError) -> ByteSlice {
        try real.read(position: position, count: count)
    }
    func truncate(to size: Int64) throws(StorageError) { try real.truncate(to: size) }
    func sync() throws(StorageError) { try real.sync() }
}
