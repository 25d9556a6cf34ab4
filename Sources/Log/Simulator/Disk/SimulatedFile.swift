// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import LogContract
import Synchronization

/// An open file of a simulated disk.
package final class SimulatedFile: DiskFile {
    package let path: String
    private let node: Int
    private let generation: Int
    private let disk: SimulatedDisk
    private let isLock: Bool

    /// None: bytes are read through `read`.
    package var descriptor: Int32? { nil }

    init(node: Int, path: String, generation: Int, disk: SimulatedDisk, isLock: Bool = false) {
        self.node = node
        self.path = path
        self.generation = generation
        self.disk = disk
        self.isLock = isLock
    }

    deinit {
        guard isLock else { return }
        disk.image.withLock { image in
            if image.generation == generation { image.locks.remove(path) }
        }
    }

    private func withImage<Result: Sendable>(
        _ body: (inout DiskImage) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try disk.image.withLock { (image) throws(StorageError) in
            try image.check(generation, path)
            return try body(&image)
        }
    }

    package func size() throws(StorageError) -> Int64 {
        try withImage { (image) throws(StorageError) in
            _ = try image.begin(.read, path)
            return Int64(try image.file(node, .read, path).content.count)
        }
    }

    package func write(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, at position: Int64
    ) throws(StorageError) {
        let bytes = Array(first) + Array(second)
        try withImage { (image) throws(StorageError) in
            try image.write(bytes, to: node, at: Int(position), path)
        }
    }

    package func read(
        into buffer: UnsafeMutableRawBufferPointer, at position: Int64
    ) throws(StorageError) -> Int {
        let count = buffer.count
        let bytes = try withImage { (image) throws(StorageError) in
            try image.read(node, at: Int(position), count: count, path)
        }
        buffer.copyBytes(from: bytes)
        return bytes.count
    }

    package func read(position: Int64, count: Int) throws(StorageError) -> ByteSlice {
        ByteSlice(
            try withImage { (image) throws(StorageError) in
                try image.read(node, at: Int(position), count: count, path)
            })
    }

    package func truncate(to size: Int64) throws(StorageError) {
        try withImage { (image) throws(StorageError) in
            try image.truncate(node, to: Int(size), path)
        }
    }

    package func sync() throws(StorageError) {
        try withImage { (image) throws(StorageError) in try image.sync(node, path) }
    }
}
