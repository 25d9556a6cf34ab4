// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import ReferenceLog
import Synchronization

/// The real disk, which counts what is open on it.
final class CountingDisk: Disk {
    private struct Counts {
        var open = 0
        var openMax = 0
        var opened = 0
    }

    private let real = PosixDisk()
    private let counts = Mutex(Counts())

    /// Most files that were open at once.
    var openMax: Int { counts.withLock { $0.openMax } }
    /// How often a file was opened.
    var opened: Int { counts.withLock { $0.opened } }

    func open(_ path: String, _ mode: DiskOpenMode) throws(StorageError) -> any DiskFile {
        let file = try real.open(path, mode)
        counts.withLock {
            $0.open += 1
            $0.opened += 1
            $0.openMax = max($0.openMax, $0.open)
        }
        return CountedFile(file, on: self)
    }

    func closed() { counts.withLock { $0.open -= 1 } }

    func lock(_ path: String) throws(StorageError) -> any DiskFile { try real.lock(path) }
    func list(_ directory: String) throws(StorageError) -> [String] { try real.list(directory) }
    func exists(_ path: String) throws(StorageError) -> Bool { try real.exists(path) }
    func modificationMillis(of path: String) throws(StorageError) -> Int64 {
        try real.modificationMillis(of: path)
    }
    func setModificationMillis(of path: String, to millis: Int64) throws(StorageError) {
        try real.setModificationMillis(of: path, to: millis)
    }
    func size(of path: String) throws(StorageError) -> Int64 { try real.size(of: path) }
    func makeDirectory(_ path: String) throws(StorageError) { try real.makeDirectory(path) }
    func removeDirectory(_ path: String) throws(StorageError) { try real.removeDirectory(path) }
    func rename(_ path: String, to target: String) throws(StorageError) {
        try real.rename(path, to: target)
    }
    func unlink(_ path: String) throws(StorageError) { try real.unlink(path) }
    func syncDirectory(_ path: String) throws(StorageError) { try real.syncDirectory(path) }
}
