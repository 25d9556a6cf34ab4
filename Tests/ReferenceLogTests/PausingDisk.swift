// SPDX-License-Identifier: Apache-2.0

import Bytes
import Dispatch
import LogContract
import ReferenceLog

/// The real disk, on which the first sync of one file waits until it is told to go on.
final class PausingDisk: Disk {
    private let real = PosixDisk()
    let suffix: String
    /// Signalled when the sync has begun.
    let began = DispatchSemaphore(value: 0)
    /// Lets it go on.
    let goOn = DispatchSemaphore(value: 0)

    /// `suffix` is how the file's path ends.
    init(pausingAt suffix: String) { self.suffix = suffix }

    func open(_ path: String, _ mode: DiskOpenMode) throws(StorageError) -> any DiskFile {
        let file = try real.open(path, mode)
        return path.hasSuffix(suffix) ? PausingFile(file, on: self) : file
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

/// The file of `PausingDisk` that waits.
final class PausingFile: DiskFile {
    private let real: any DiskFile
    private let disk: PausingDisk

    init(_ real: any DiskFile, on disk: PausingDisk) {
        self.real = real
        self.disk = disk
    }

    var path: String { real.path }
    var descriptor: Int32? { real.descriptor }
    func size() throws(StorageError) -> Int64 { try real.size() }
    func write(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, at position: Int64
    ) throws(StorageError) {
        try real.write(first, second, at: position)
    }
    func read(
        into buffer: UnsafeMutableRawBufferPointer, at position: Int64
    ) throws(StorageError) -> Int { try real.read(into: buffer, at: position) }
    func read(position: Int64, count: Int) throws(StorageError) -> ByteSlice {
        try real.read(position: position, count: count)
    }
    func truncate(to size: Int64) throws(StorageError) { try real.truncate(to: size) }
    func sync() throws(StorageError) {
        disk.began.signal()
        disk.goOn.wait()
        try real.sync()
    }
}
