// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// The `.snapshot` file: producer state up to the offset in its name.
///
/// A version, a CRC-32C over what follows it, a count, then 46 bytes a producer with its last
/// batch only (Kafka's `ProducerStateManager.writeSnapshot`).
enum ProducerSnapshot {
    private static let version: Int16 = 1
    private static let headBytes = 10
    private static let entryBytes = 46

    static func encode(_ entries: [Int64: ProducerEntry]) -> ByteSlice {
        var writer = ByteWriter(capacity: headBytes + entries.count * entryBytes)
        writer.write(version)
        writer.write(0 as UInt32)
        writer.write(Int32(truncatingIfNeeded: entries.count))
        for (id, entry) in entries.sorted(by: { $0.key < $1.key }) {
            let last = entry.batches.last
            writer.write(id)
            writer.write(entry.epoch)
            writer.write(last?.lastSequence ?? -1)
            writer.write(last?.lastOffset ?? -1)
            writer.write(last?.offsetDelta ?? 0)
            writer.write(entry.lastTimestamp)
            writer.write(entry.coordinatorEpoch)
            writer.write(entry.transactionFirstOffset ?? -1)
        }
        let checksum = writer.withUnsafeBytes {
            CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[6...]))
        }
        writer.patch(checksum, at: 2)
        return writer.finish()
    }

    /// The entries of a snapshot; nil when version, checksum or length are wrong, and then an
    /// older snapshot is to be used.
    static func decode(_ bytes: ByteSlice) -> [Int64: ProducerEntry]? {
        guard bytes.count >= headBytes else { return nil }
        var reader = ByteReader(bytes)
        do {
            guard try reader.readInt16() == version,
                try reader.readUInt32() == CRC32C.checksum(bytes.dropFirst(6))
            else { return nil }
            let count = Int(try reader.readInt32())
            guard count >= 0, reader.remaining == count * entryBytes else { return nil }
            var entries: [Int64: ProducerEntry] = [:]
            entries.reserveCapacity(count)
            for _ in 0..<count {
                let id = try reader.readInt64()
                entries[id] = try decodeEntry(&reader)
            }
            return entries
        } catch {
            return nil
        }
    }

    private static func decodeEntry(
        _ reader: inout ByteReader
    ) throws(DecodeError) -> ProducerEntry {
        var entry = ProducerEntry(epoch: try reader.readInt16())
        let lastSequence = try reader.readInt32()
        let lastOffset = try reader.readInt64()
        let delta = try reader.readInt32()
        entry.lastTimestamp = try reader.readInt64()
        entry.coordinatorEpoch = try reader.readInt32()
        let transaction = try reader.readInt64()
        entry.transactionFirstOffset = transaction < 0 ? nil : transaction
        if lastOffset >= 0 && lastSequence >= 0 {
            let first = (Int64(lastSequence) - Int64(delta)) & 0x7FFF_FFFF
            entry.batches = [
                ProducerBatch(
                    firstSequence: Int32(truncatingIfNeeded: first), lastSequence: lastSequence,
                    lastOffset: lastOffset, offsetDelta: delta, timestamp: entry.lastTimestamp)
            ]
        }
        return entry
    }
}
