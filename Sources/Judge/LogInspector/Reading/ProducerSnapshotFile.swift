// SPDX-License-Identifier: Apache-2.0

import Bytes
package import LogContract

/// A `.snapshot`: producer state up to the offset in the file's name (Kafka's
/// `ProducerStateManager`).
///
/// It is read entry by entry through a window: a log of a million producers has a snapshot of 46 MB.
package final class ProducerSnapshotFile {
    package struct Entry: IndexEntry {
        package static let bytes = 46

        package var producerId: Int64
        package var epoch: Int16
        /// -1 while no batch is remembered.
        package var lastSequence: Int32
        /// Of the last data, -1 without.
        package var lastOffset: Int64
        package var offsetDelta: Int32
        /// Of the last batch or marker, in milliseconds.
        package var timestamp: Int64
        /// Of the last marker, -1 before one.
        package var coordinatorEpoch: Int32
        /// nil while no transaction is open.
        package var transactionFirstOffset: Int64?

        package init(_ raw: UnsafeRawBufferPointer) {
            producerId = Self.load(raw, 0)
            epoch = Self.load(raw, 8)
            lastSequence = Self.load(raw, 10)
            lastOffset = Self.load(raw, 14)
            offsetDelta = Self.load(raw, 22)
            timestamp = Self.load(raw, 26)
            coordinatorEpoch = Self.load(raw, 34)
            let first: Int64 = Self.load(raw, 38)
            transactionFirstOffset = first < 0 ? nil : first
        }
    }

    /// Entries it has.
    package let count: Int
    private let file: InputFile
    private let window: ByteStorage
    private var windowCount = 0
    private var windowPlace = 0
    private var place = Int64(headBytes)

    static let headBytes = 10
    private static let windowBytes = 1024 * Entry.bytes
    /// Where the bytes that the checksum covers begin.
    private static let checkedFrom: Int64 = 6

    /// Opens the file at `path` and holds its checksum and size against its bytes.
    package init(_ path: String) throws(StorageError) {
        file = try InputFile(path)
        window = ByteStorage(capacity: Self.windowBytes)
        func corrupt(_ position: Int64, _ found: String) -> StorageError {
            StorageError(
                .corrupt, operation: "read", path: path, position: position, found: found)
        }
        guard file.size >= Int64(Self.headBytes) else {
            throw corrupt(0, "\(file.size) bytes cannot hold a snapshot")
        }
        let room = UnsafeMutableRawBufferPointer(start: window.base, count: window.capacity)
        guard try file.read(into: room, at: 0) >= Self.headBytes else {
            throw corrupt(0, "the file was cut while it was read")
        }
        let head = UnsafeRawBufferPointer(room)
        let version: Int16 = Entry.load(head, 0)
        guard version == 1 else { throw corrupt(0, "version \(version)") }
        let stored: UInt32 = Entry.load(head, 2)
        let announced: Int32 = Entry.load(head, 6)
        let computed = try Self.checksum(of: file, room)
        guard stored == computed else {
            throw corrupt(2, "checksum \(stored) stored, \(computed) computed")
        }
        let bytes = file.size - Int64(Self.headBytes)
        guard announced >= 0, bytes == Int64(announced) * Int64(Entry.bytes) else {
            throw corrupt(6, "\(announced) entries announced in \(bytes) bytes")
        }
        count = Int(announced)
    }

    private static func checksum(
        of file: InputFile, _ room: UnsafeMutableRawBufferPointer
    ) throws(StorageError) -> UInt32 {
        var seed: UInt32 = 0
        var place = checkedFrom
        while place < file.size {
            let count = try file.read(into: room, at: place)
            if count == 0 { break }
            seed = CRC32C.checksum(UnsafeRawBufferPointer(rebasing: room[..<count]), seed: seed)
            place += Int64(count)
        }
        return seed
    }

    /// The next entry, nil behind the last.
    package func next() throws(StorageError) -> Entry? {
        if windowPlace == windowCount {
            guard place < file.size else { return nil }
            windowCount = try file.read(
                into: UnsafeMutableRawBufferPointer(start: window.base, count: window.capacity),
                at: place)
            windowPlace = 0
        }
        guard windowPlace + Entry.bytes <= windowCount else {
            throw StorageError(
                .io, operation: "pread", path: file.path, position: place,
                found: "the file was cut while it was read")
        }
        defer {
            windowPlace += Entry.bytes
            place += Int64(Entry.bytes)
        }
        return Entry(
            UnsafeRawBufferPointer(start: window.base + windowPlace, count: Entry.bytes))
    }
}
