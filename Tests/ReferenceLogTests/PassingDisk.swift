// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import ReferenceLog

/// A disk that does what the real one does, but for what it has a method of its own for.
protocol PassingDisk: Disk {
    var real: PosixDisk { get }
}

extension PassingDisk {
    func open(_ path: String, _ mode: DiskOpenMode) throws(StorageError) -> any DiskFile {
        try real.open(path, mode)
    }
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
