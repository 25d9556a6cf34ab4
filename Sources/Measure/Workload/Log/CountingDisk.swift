// SPDX-License-Identifier: Apache-2.0

package import LogContract
import Synchronization

/// Passes everything on to a disk and counts it.
package final class CountingDisk: Disk {
    private let inner: any Disk
    private let state = Mutex(DiskCounts())

    package init(_ inner: any Disk) { self.inner = inner }

    /// Everything since the disk was made.
    package var counts: DiskCounts { state.withLock { $0 } }

    func count(_ change: (inout DiskCounts) -> Void) { state.withLock { change(&$0) } }

    private func countOther() { count { $0.others += 1 } }

    package func open(
        _ path: String, _ mode: DiskOpenMode
    ) throws(StorageError) -> any DiskFile {
        countOther()
        return CountingFile(try inner.open(path, mode), on: self)
    }

    package func lock(_ path: String) throws(StorageError) -> any DiskFile {
        // Opening it, and the lock.
        count { $0.others += 2 }
        return try inner.lock(path)
    }

    package func list(_ directory: String) throws(StorageError) -> [String] {
        countOther()
        return try inner.list(directory)
    }

    package func exists(_ path: String) throws(StorageError) -> Bool {
        countOther()
        return try inner.exists(path)
    }

    package func modificationMillis(of path: String) throws(StorageError) -> Int64 {
        countOther()
        return try inner.modificationMillis(of: path)
    }

    package func setModificationMillis(
        of path: String, to millis: Int64
    ) throws(StorageError) {
        countOther()
        try inner.setModificationMillis(of: path, to: millis)
    }

    package func size(of path: String) throws(StorageError) -> Int64 {
        countOther()
        return try inner.size(of: path)
    }

    package func makeDirectory(_ path: String) throws(StorageError) {
        countOther()
        try inner.makeDirectory(path)
    }

    package func removeDirectory(_ path: String) throws(StorageError) {
        countOther()
        try inner.removeDirectory(path)
    }

    package func rename(_ path: String, to target: String) throws(StorageError) {
        countOther()
        try inner.rename(path, to: target)
    }

    package func unlink(_ path: String) throws(StorageError) {
        countOther()
        try inner.unlink(path)
    }

    package func syncDirectory(_ path: String) throws(StorageError) {
        count {
            $0.syncs += 1
            // It is opened for that, and closed.
            $0.others += 2
        }
        try inner.syncDirectory(path)
    }
}
