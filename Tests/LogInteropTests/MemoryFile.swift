// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Synchronization

/// An open file of a `MemoryDisk`.
final class MemoryFile: DiskFile {
    /// What stands in a file, whatever its name and however often it is open.
    final class Content: Sendable {
        private let stored: Mutex<[UInt8]>

        init(_ bytes: [UInt8]) { stored = Mutex(bytes) }

        var bytes: [UInt8] {
            get { stored.withLock { $0 } }
            set { stored.withLock { $0 = newValue } }
        }

        func change(_ body: (inout [UInt8]) -> Void) { stored.withLock { body(&$0) } }

        func copy() -> Content { Content(bytes) }
    }

    /// No log of a test comes near; a position read from a hostile file may.
    private static let bytesMax: Int64 = 64 << 20

    let path: String
    private let content: Content
    private let budget: CallBudget

    init(_ content: Content, path: String, budget: CallBudget) {
        self.content = content
        self.path = path
        self.budget = budget
    }

    var descriptor: Int32? { nil }

    func size() throws(StorageError) -> Int64 { Int64(content.bytes.count) }

    func write(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, at position: Int64
    ) throws(StorageError) {
        try budget.spend("pwritev", path)
        let end = position + Int64(first.count + second.count)
        guard position >= 0, end <= Self.bytesMax else {
            throw StorageError(.io, operation: "pwritev", path: path, position: position)
        }
        content.change { bytes in
            if bytes.count < Int(end) {
                bytes += repeatElement(0, count: Int(end) - bytes.count)
            }
            bytes.replaceSubrange(Int(position)..<Int(position) + first.count, with: first)
            bytes.replaceSubrange(Int(position) + first.count..<Int(end), with: second)
        }
    }

    func read(
        into buffer: UnsafeMutableRawBufferPointer, at position: Int64
    ) throws(StorageError) -> Int {
        try budget.spend("pread", path)
        guard position >= 0 else {
            throw StorageError(.io, operation: "pread", path: path, position: position)
        }
        let bytes = content.bytes
        guard position < bytes.count else { return 0 }
        let count = min(buffer.count, bytes.count - Int(position))
        bytes.withUnsafeBytes { raw in
            buffer.copyMemory(
                from: UnsafeRawBufferPointer(rebasing: raw[Int(position)..<Int(position) + count]))
        }
        return count
    }

    func read(position: Int64, count: Int) throws(StorageError) -> ByteSlice {
        let storage = ByteStorage(capacity: count)
        let done = try read(
            into: UnsafeMutableRawBufferPointer(start: storage.base, count: count), at: position)
        return ByteSlice(storage: storage, start: 0, count: done)
    }

    func truncate(to size: Int64) throws(StorageError) {
        try budget.spend("ftruncate", path)
        guard size >= 0, size <= Self.bytesMax else {
            throw StorageError(.io, operation: "ftruncate", path: path, position: size)
        }
        content.change { bytes in
            if bytes.count > Int(size) {
                bytes.removeLast(bytes.count - Int(size))
            } else {
                bytes += repeatElement(0, count: Int(size) - bytes.count)
            }
        }
    }

    func sync() throws(StorageError) { try budget.spend("fdatasync", path) }
}
