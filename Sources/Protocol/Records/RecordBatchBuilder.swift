// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import Compression

/// Builds a record batch of magic 2 from values.
///
/// Left alone, every field says what Kafka's own producer would say. Each optional field overrides
/// what would be derived, whatever it breaks, so that negative cases are built the same way.
package struct RecordBatchBuilder: Sendable {
    package var baseOffset: Int64 = 0
    package var partitionLeaderEpoch: Int32 = -1
    package var magic: Int8 = 2
    package var codec: CompressionCodec = .none
    /// nil is the codec's default.
    package var level: Int32?
    package var isLogAppendTime = false
    package var isTransactional = false
    package var isControl = false
    package var producerId: Int64 = -1
    package var producerEpoch: Int16 = -1
    package var baseSequence: Int32 = -1
    /// Sets bit 6 and makes the base timestamp the horizon; record deltas count from it.
    package var deleteHorizonMillis: Int64?
    package var records: [Record] = []

    /// Replaces all attribute bits, codec included; the payload stays packed with `codec`.
    package var attributes: Int16?
    /// nil: from the last record's offset.
    package var lastOffsetDelta: Int32?
    /// nil: the first record's timestamp.
    package var baseTimestamp: Int64?
    /// nil: the greatest of the records' timestamps.
    package var maxTimestamp: Int64?
    /// nil: as many as there are records.
    package var recordCount: Int32?
    /// nil: what the bytes take.
    package var batchLength: Int32?
    /// nil: computed.
    package var crc: UInt32?
    /// Replaces the encoded, still unpacked records.
    package var rawRecords: ByteSlice?
    /// Replaces everything after the header, as it stands on the wire.
    package var rawPayload: ByteSlice?

    package init(_ records: [Record] = [], codec: CompressionCodec = .none) {
        self.records = records
        self.codec = codec
    }

    /// The batch's bytes; contexts of `codecs` are reused.
    package func build(using codecs: RecordCodecs = RecordCodecs()) throws(RecordError) -> ByteSlice
    {
        var writer = ByteWriter(capacity: BatchLayout.header + 256)
        try append(to: &writer, using: codecs)
        return writer.finish()
    }

    /// Appends the batch to `writer`.
    package func append(
        to writer: inout ByteWriter, using codecs: RecordCodecs
    ) throws(RecordError) {
        let start = writer.count
        writeHeader(to: &writer)
        if let rawPayload {
            writer.write(rawPayload)
        } else if codec == .none {
            writeRecords(to: &writer)
        } else {
            var plain = ByteWriter(capacity: 1024)
            writeRecords(to: &plain)
            let unpacked = plain.finish()
            defer { withExtendedLifetime(unpacked.storage) {} }
            try codecs.pack(
                UnsafeRawBufferPointer(start: unpacked.base, count: unpacked.count), codec: codec,
                level: level, into: &writer)
        }
        Self.seal(&writer, from: start, batchLength: batchLength, crc: crc)
    }

    /// Fills in size and checksum of the batch that begins at `start` and ends where `writer` does.
    package static func seal(
        _ writer: inout ByteWriter, from start: Int, batchLength: Int32? = nil, crc: UInt32? = nil
    ) {
        let length = writer.count - start - BatchLayout.overhead
        writer.patch(
            batchLength ?? Int32(truncatingIfNeeded: length), at: start + BatchLayout.size)
        let checksum =
            crc
            ?? writer.withUnsafeBytes { bytes in
                CRC32C.checksum(
                    UnsafeRawBufferPointer(rebasing: bytes[(start + BatchLayout.attributes)...]))
            }
        writer.patch(checksum, at: start + BatchLayout.crc)
    }

    /// What the records' timestamps count from.
    private var effectiveBaseTimestamp: Int64 {
        baseTimestamp ?? deleteHorizonMillis ?? records.first?.timestamp ?? -1
    }

    private var effectiveAttributes: Int16 {
        if let attributes { return attributes }
        var bits = BatchAttributes(rawValue: 0)
        bits.setCodec(codec)
        bits.isLogAppendTime = isLogAppendTime
        bits.isTransactional = isTransactional
        bits.isControl = isControl
        bits.hasDeleteHorizon = deleteHorizonMillis != nil
        return bits.rawValue
    }

    private func offsetDelta(of index: Int) -> Int32 {
        guard let offset = records[index].offset else { return Int32(truncatingIfNeeded: index) }
        return Int32(truncatingIfNeeded: offset &- baseOffset)
    }

    private func writeHeader(to writer: inout ByteWriter) {
        let lastDelta = records.isEmpty ? 0 : offsetDelta(of: records.count - 1)
        writer.write(baseOffset)
        writer.write(0 as Int32)
        writer.write(partitionLeaderEpoch)
        writer.write(magic)
        writer.write(0 as UInt32)
        writer.write(effectiveAttributes)
        writer.write(lastOffsetDelta ?? lastDelta)
        writer.write(effectiveBaseTimestamp)
        writer.write(maxTimestamp ?? records.map(\.timestamp).max() ?? -1)
        writer.write(producerId)
        writer.write(producerEpoch)
        writer.write(baseSequence)
        writer.write(recordCount ?? Int32(truncatingIfNeeded: records.count))
    }

    private func writeRecords(to writer: inout ByteWriter) {
        if let rawRecords { return writer.write(rawRecords) }
        let base = effectiveBaseTimestamp
        for (index, record) in records.enumerated() {
            RecordWriter.append(
                record, timestampDelta: record.timestamp &- base,
                offsetDelta: offsetDelta(of: index), to: &writer)
        }
    }
}
