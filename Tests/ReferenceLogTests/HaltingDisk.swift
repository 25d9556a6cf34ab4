// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import ReferenceLog
import Synchronization

/// The real disk for so many changes; afterwards nothing happens any more, as after a kill.
final class HaltingDisk: Disk {
    private let real = PosixDisk()
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

    func lock(_ path: String) throws(StorageError) -> any DiskFile { try real.lock(path) }
    func list(_ directory: String) throws(StorageError) -> [String] { try real.list(directory) }
    func exists(_ path: String) throws(StorageError) -> Bool { try real.exists(path) }
    func modificationMillis(of path: String) throws(StorageError) -> Int64 {
        try real.modificationMillis(of: path)
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
final class HaltingFile: DiskFile {
    private let real: any DiskFile
    private let disk: HaltingDisk

    init(_ real: any DiskFile, on disk: HaltingDisk) {
        self.real = real
        self.disk = disk
    }

    var path: String { real.path }
    var descriptor: Int32? { real.descriptor }
    func size() throws(StorageError) -> Int64 { try real.size() }
    func write(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, at position: Int64
    ) throws(StorageError) {
        try disk.change("pwritev", path)
        try real.write(first, second, at: position)
    }
    func read(
        into buffer: UnsafeMutableRawBufferPointer, at position: Int64
    ) throws(StorageError) -> Int { try real.read(into: buffer, at: position) }
    func read(position: Int64, count: Int) throws(StorageError) -> ByteSlice {
        try real.read(position: position, count: count)
    }
    func truncate(to size: Int64) throws(StorageError) {
        try disk.change("ftruncate", path)
        try real.truncate(to: size)
    }
    func sync() throws(StorageError) { try disk.change("fdatasync", path) }
}
