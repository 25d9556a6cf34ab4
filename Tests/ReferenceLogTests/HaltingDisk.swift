// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import ReferenceLog
import Synchronization

/// The real disk for so many changes; afterwards nothing happens any more, as after a kill.
final class HaltingDisk: PassingDisk {
    let real = PosixDisk()
    private let left: Mutex<Int>

    init(after changes: Int) { left = Mutex(changes) }

    var isHalted: Bool { left.withLock { $0 < 0 } }

    func change(_ operation: String, _ path: String) throws(StorageError) {
        let isHalted = left.withLock { left in
            left -= 1
            return left < 0
        }
        if isHalted { throw StorageError(.io, operation: operation, path: path) }
    }

    func open(_ path: String, _ mode: DiskOpenMode) throws(StorageError) -> any DiskFile {
        if case .existing = mode {} else { try change("open", path) }
        return HaltingFile(try real.open(path, mode), on: self)
    }

    func setModificationMillis(of path: String, to millis: Int64) throws(StorageError) {
        try change("utimensat", path)
        try real.setModificationMillis(of: path, to: millis)
    }
    func makeDirectory(_ path: String) throws(StorageError) {
        try change("mkdir", path)
        try real.makeDirectory(path)
    }
    func removeDirectory(_ path: String) throws(StorageError) {
        try change("rmdir", path)
        try real.removeDirectory(path)
    }
    func rename(_ path: String, to target: String) throws(StorageError) {
        try change("rename", path)
        try real.rename(path, to: target)
    }
    func unlink(_ path: String) throws(StorageError) {
        try change("unlink", path)
        try real.unlink(path)
    }
    func syncDirectory(_ path: String) throws(StorageError) {
        try change("fsync", path)
    }
}

/// A file of `HaltingDisk`.
final class HaltingFile: PassingFile {
    let real: any DiskFile
    private let disk: HaltingDisk

    init(_ real: any DiskFile, on disk: HaltingDisk) {
        self.real = real
        self.disk = disk
    }

    func write(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, at position: Int64
    ) throws(StorageError) {
        try disk.change("pwritev", path)
        try real.write(first, second, at: position)
    }
    func truncate(to size: Int64) throws(StorageError) {
        try disk.change("ftruncate", path)
        try real.truncate(to: size)
    }
    func sync() throws(StorageError) { try disk.change("fdatasync", path) }
}
