// SPDX-License-Identifier: Apache-2.0

import Bytes
package import LogContract

/// A `.snapshot`: producer state up to the offset in the file's name (Kafka's
/// `ProducerStateManager`).
package struct ProducerSnapshotFile: Sendable {
    package struct Entry: Hashable, Sendable {
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
    }

    package let entries: [Entry]

    static let headBytes = 10
    static let entryBytes = 46

    package static func read(_ path: String) throws(StorageError) -> ProducerSnapshotFile {
        let bytes = try SmallFile.read(path)
        func corrupt(_ position: Int64, _ found: String) -> StorageError {
            StorageError(
                .corrupt, operation: "read", path: path, position: position, found: found)
        }
        guard bytes.count >= headBytes else {
            throw corrupt(0, "\(bytes.count) bytes cannot hold a snapshot")
        }
        var reader = ByteReader(bytes)
        do throws(DecodeError) {
            let version = try reader.readInt16()
            guard version == 1 else {
                throw DecodeError(.unsupportedVersion(Int(version)), at: 0..<2)
            }
            let stored = try reader.readUInt32()
            let computed = CRC32C.checksum(bytes.dropFirst(6))
            guard stored == computed else {
                let found = "checksum \(stored) stored, \(computed) computed"
                throw DecodeError(.invalidValue(found), at: 2..<6)
            }
            let count = Int(try reader.readInt32())
            guard count >= 0, reader.remaining == count * entryBytes else {
                let found = "\(count) entries announced in \(reader.remaining) bytes"
                throw DecodeError(.invalidValue(found), at: 6..<10)
            }
            var entries: [Entry] = []
            entries.reserveCapacity(count)
            for _ in 0..<count { entries.append(try entry(&reader)) }
            return ProducerSnapshotFile(entries: entries)
        } catch {
            throw corrupt(Int64(error.range.lowerBound), "\(error.reason)")
        }
    }

    private static func entry(_ reader: inout ByteReader) throws(DecodeError) -> Entry {
        var entry = Entry(
            producerId: try reader.readInt64(), epoch: try reader.readInt16(),
            lastSequence: try reader.readInt32(), lastOffset: try reader.readInt64(),
            offsetDelta: try reader.readInt32(), timestamp: try reader.readInt64(),
            coordinatorEpoch: try reader.readInt32())
        let first = try reader.readInt64()
        entry.transactionFirstOffset = first < 0 ? nil : first
        return entry
    }
}
