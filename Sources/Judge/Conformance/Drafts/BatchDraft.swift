// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import Compression
package import Records

/// A record batch of format 2 in which every field can be made to lie.
///
/// Whatever is left alone is right; the checksum covers what is written, unless it is set too.
package struct BatchDraft: Sendable {
    package var baseOffset: Int64 = 0
    package var partitionLeaderEpoch: Int32 = -1
    package var magic: Int8 = 2
    package var codec: CompressionCodec = .none
    /// Attribute bits beside the codec's three.
    package var attributes: Int16 = 0
    /// Nil: number of records less one.
    package var lastOffsetDelta: Int32?
    /// Nil: the first record's.
    package var baseTimestamp: Int64?
    /// Nil: the greatest of the records.
    package var maxTimestamp: Int64?
    package var producerId: Int64 = -1
    package var producerEpoch: Int16 = -1
    package var baseSequence: Int32 = -1
    /// Nil: how many records there are.
    package var recordCount: Int32?
    package var records: [Record]
    /// Stands in for the records' encoded and compressed bytes.
    package var payload: ByteSlice?
    /// Added behind the last record, inside the batch.
    package var trailing = ByteSlice.empty
    /// Nil: the right one.
    package var crc: UInt32?

    /// Bytes before the first record.
    package static let headerBytes = 61
    /// Where the checksum stands, and where what it covers begins.
    package static let crcPosition = 17
    package static let crcCoversFrom = 21

    /// Attribute bits beside the codec.
    package static let logAppendTimeBit: Int16 = 1 << 3
    package static let transactionalBit: Int16 = 1 << 4
    package static let controlBit: Int16 = 1 << 5
    package static let deleteHorizonBit: Int16 = 1 << 6

    /// An offset set in a record stands for its delta; nil is its index.
    package init(_ records: [Record]) {
        self.records = records
    }

    /// The records one behind the other, not compressed.
    package var plainPayload: ByteSlice {
        let base = baseTimestamp ?? records.first?.timestamp ?? 0
        var writer = ByteWriter()
        for (index, record) in records.enumerated() {
            Self.encode(record, index: index, baseTimestamp: base, to: &writer)
        }
        return writer.finish()
    }

    /// The whole batch.
    package func encoded() throws -> ByteSlice {
        let payload = try payload ?? Self.compress(plainPayload, codec)
        let base = baseTimestamp ?? records.first?.timestamp ?? 0
        let count = Int32(records.count)
        var writer = ByteWriter(capacity: Self.headerBytes + payload.count + trailing.count)
        writer.writeInt64(baseOffset)
        writer.writeInt32(Int32(Self.headerBytes - 12 + payload.count + trailing.count))
        writer.writeInt32(partitionLeaderEpoch)
        writer.writeInt8(magic)
        writer.writeUInt32(0)
        writer.writeInt16(attributes | Int16(codec.rawValue))
        writer.writeInt32(lastOffsetDelta ?? count - 1)
        writer.writeInt64(base)
        writer.writeInt64(maxTimestamp ?? records.map(\.timestamp).max() ?? -1)
        writer.writeInt64(producerId)
        writer.writeInt16(producerEpoch)
        writer.writeInt32(baseSequence)
        writer.writeInt32(recordCount ?? count)
        writer.write(payload)
        writer.write(trailing)
        let crc =
            crc
            ?? writer.withUnsafeBytes { bytes in
                CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[Self.crcCoversFrom...]))
            }
        writer.patch(crc, at: Self.crcPosition)
        return writer.finish()
    }

    /// `bytes` in one of Kafka's framings.
    package static func compress(
        _ bytes: ByteSlice, _ codec: CompressionCodec
    ) throws -> ByteSlice {
        guard codec != .none else { return bytes }
        var writer = ByteWriter()
        let compressor = Compressor()
        try bytes.withUnsafeBytes { source throws(CompressionError) in
            try compressor.compress(source, codec: codec, level: nil, into: &writer)
        }
        return writer.finish()
    }

    /// Appends a record: length, attributes, deltas, key, value, headers.
    private static func encode(
        _ record: Record, index: Int, baseTimestamp: Int64, to writer: inout ByteWriter
    ) {
        var body = ByteWriter()
        body.writeInt8(0)
        body.writeVarlong(record.timestamp &- baseTimestamp)
        body.writeVarint(Int32(truncatingIfNeeded: record.offset ?? Int64(index)))
        write(record.key, to: &body)
        write(record.value, to: &body)
        body.writeVarint(Int32(record.headers.count))
        for header in record.headers {
            write(header.key, to: &body)
            write(header.value, to: &body)
        }
        let bytes = body.finish()
        writer.writeVarint(Int32(bytes.count))
        writer.write(bytes)
    }

    private static func write(_ bytes: ByteSlice?, to writer: inout ByteWriter) {
        guard let bytes else { return writer.writeVarint(-1) }
        writer.writeVarint(Int32(bytes.count))
        writer.write(bytes)
    }
}
