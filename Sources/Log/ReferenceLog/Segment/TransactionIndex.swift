// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// The `.txnindex` of a segment: transactions whose ABORT marker stands in it (KIP-98).
///
/// Entries are 34 bytes in marker order; the file exists only once there is one.
final class TransactionIndex {
    private static let version: Int16 = 0
    private static let entryBytes = 34

    let path: String
    private let disk: any Disk
    /// nil until the file was read.
    private var loaded: [AbortedRange]?

    init(path: String, disk: any Disk) {
        self.path = path
        self.disk = disk
    }

    func entries() throws(StorageError) -> [AbortedRange] {
        if let loaded { return loaded }
        let found = try Self.decode(SmallFile.read(path, on: disk) ?? .empty, path: path)
        loaded = found
        return found
    }

    func append(_ range: AbortedRange) throws(StorageError) {
        let before = try entries()
        var writer = ByteWriter(capacity: Self.entryBytes)
        writer.write(Self.version)
        writer.write(range.producerId)
        writer.write(range.firstOffset)
        writer.write(range.lastOffset)
        writer.write(range.lastStableOffset)
        let file = try disk.open(path, .create)
        try writer.withUnsafeBytes { (bytes) throws(StorageError) in
            try file.write(
                bytes, UnsafeRawBufferPointer(start: nil, count: 0),
                at: Int64(before.count * Self.entryBytes))
        }
        loaded = before + [range]
    }

    /// Forgets transactions whose marker stands at or above `offset`.
    func truncate(to offset: Int64) throws(StorageError) {
        let before = try entries()
        let kept = before.filter { $0.lastOffset < offset }
        guard kept.count < before.count else { return }
        try disk.open(path, .existing).truncate(to: Int64(kept.count * Self.entryBytes))
        loaded = kept
    }

    /// Makes the entries durable.
    func sync() throws(StorageError) {
        if try disk.exists(path) { try disk.open(path, .existing).sync() }
    }

    /// Forgets everything, to be rebuilt.
    func reset() throws(StorageError) {
        loaded = []
        if try disk.exists(path) { try disk.unlink(path) }
    }

    private static func decode(
        _ bytes: ByteSlice, path: String
    ) throws(StorageError) -> [AbortedRange] {
        var reader = ByteReader(bytes)
        var found: [AbortedRange] = []
        do {
            while reader.remaining >= entryBytes {
                guard try reader.readInt16() == version else { break }
                found.append(
                    AbortedRange(
                        producerId: try reader.readInt64(), firstOffset: try reader.readInt64(),
                        lastOffset: try reader.readInt64(),
                        lastStableOffset: try reader.readInt64()))
            }
            try reader.finish()
        } catch {
            throw StorageError(
                .corrupt, operation: "read", path: path, position: Int64(reader.position),
                found: "\(error)")
        }
        return found
    }
}
