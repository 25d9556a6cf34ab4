// SPDX-License-Identifier: Apache-2.0

package import LogContract
import Synchronization

/// A disk in memory that can fail in every way a real one does, each time the same way.
///
/// It keeps apart what a reader sees and what is on the medium: content becomes durable by a
/// file's `sync`, a name by `syncDirectory`, and nothing else.
package final class SimulatedDisk: Disk {
    let image: Mutex<DiskImage>

    package init(clock: any LogContract.Clock) { image = Mutex(DiskImage(clock: clock)) }

    package func open(
        _ path: String, _ mode: DiskOpenMode
    ) throws(StorageError) -> any DiskFile {
        try image.withLock { (image) throws(StorageError) in
            SimulatedFile(
                node: try image.open(path, mode), path: path, generation: image.generation,
                disk: self)
        }
    }

    package func lock(_ path: String) throws(StorageError) -> any DiskFile {
        try image.withLock { (image) throws(StorageError) in
            SimulatedFile(
                node: try image.lock(path), path: path, generation: image.generation,
                disk: self, isLock: true)
        }
    }

    package func list(_ directory: String) throws(StorageError) -> [String] {
        try image.withLock { (image) throws(StorageError) in try image.list(directory) }
    }

    package func exists(_ path: String) throws(StorageError) -> Bool {
        try image.withLock { (image) throws(StorageError) in
            _ = try image.begin(.read, path)
            return image.node(path) != nil
        }
    }

    package func modificationMillis(of path: String) throws(StorageError) -> Int64 {
        try image.withLock { (image) throws(StorageError) in
            _ = try image.begin(.read, path)
            return try image.file(image.node(path) ?? -1, .read, path).modifiedMillis
        }
    }

    package func setModificationMillis(
        of path: String, to millis: Int64
    ) throws(StorageError) {
        try image.withLock { (image) throws(StorageError) in
            _ = try image.begin(.read, path)
            guard let node = image.node(path) else {
                throw DiskImage.failure(.read, path, 2, "no such file")
            }
            image.files[node]?.modifiedMillis = millis
        }
    }

    package func makeDirectory(_ path: String) throws(StorageError) {
        try image.withLock { (image) throws(StorageError) in try image.makeDirectory(path) }
    }

    package func removeDirectory(_ path: String) throws(StorageError) {
        try image.withLock { (image) throws(StorageError) in try image.removeDirectory(path) }
    }

    package func rename(_ path: String, to target: String) throws(StorageError) {
        try image.withLock { (image) throws(StorageError) in
            try image.rename(path, to: target)
        }
    }

    package func unlink(_ path: String) throws(StorageError) {
        try image.withLock { (image) throws(StorageError) in try image.unlink(path) }
    }

    package func syncDirectory(_ path: String) throws(StorageError) {
        try image.withLock { (image) throws(StorageError) in try image.syncDirectory(path) }
    }
}
