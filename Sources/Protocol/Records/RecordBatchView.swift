// SPDX-License-Identifier: Apache-2.0

public import Bytes
public import Compression

/// One record batch of magic 2, read where it stands.
///
/// Making a view checks the frame only: 61 bytes of header are there, the magic is 2 and the
/// announced size is there. What the fields say is `validate`'s business.
@usableFromInline
package struct RecordBatchView: Sendable {
    /// The batch's bytes, exactly.
    @usableFromInline package let bytes: ByteSlice

    /// Views the batch at the start of `source`; bytes after it are left alone.
    @inlinable
    package init(_ source: ByteSlice) throws(RecordError) {
        guard source.count >= BatchLayout.header else {
            throw Self.incomplete(source)
        }
        let magic = source[BatchLayout.magic]
        guard magic == 2 else {
            throw RecordError(.magic(Int8(bitPattern: magic)), at: BatchLayout.magic)
        }
        let length = Int(Self.load(Int32.self, from: source, at: BatchLayout.size))
        guard length >= BatchLayout.header - BatchLayout.overhead else {
            throw RecordError(
                .sizeTooSmall(
                    announced: length, sizeMin: BatchLayout.header - BatchLayout.overhead),
                at: BatchLayout.size)
        }
        let size = length + BatchLayout.overhead
        guard size <= source.count else {
            throw RecordError(
                .batchIncomplete(announced: size, available: source.count), at: BatchLayout.size)
        }
        bytes = source.prefix(size)
    }

    @usableFromInline
    static func incomplete(_ source: ByteSlice) -> RecordError {
        if source.count >= BatchLayout.prefix && source[BatchLayout.magic] != 2 {
            return RecordError(
                .magic(Int8(bitPattern: source[BatchLayout.magic])), at: BatchLayout.magic)
        }
        return RecordError(.headerIncomplete(available: source.count), at: source.count)
    }

    @inlinable @inline(__always)
    static func load<Value: FixedWidthInteger>(
        _ type: Value.Type, from bytes: ByteSlice, at position: Int
    ) -> Value {
        defer { withExtendedLifetime(bytes.storage) {} }
        return Value(
            bigEndian: bytes.base.loadUnaligned(fromByteOffset: position, as: Value.self))
    }

    @inlinable @inline(__always)
    func field<Value: FixedWidthInteger>(_ position: Int) -> Value {
        Self.load(Value.self, from: bytes, at: position)
    }

    @inlinable package var sizeInBytes: Int { bytes.count }
    @inlinable package var baseOffset: Int64 { field(BatchLayout.baseOffset) }
    @inlinable package var partitionLeaderEpoch: Int32 { field(BatchLayout.leaderEpoch) }
    /// The stored checksum.
    @inlinable package var crc: UInt32 { field(BatchLayout.crc) }
    @inlinable package var attributes: BatchAttributes {
        BatchAttributes(rawValue: field(BatchLayout.attributes))
    }
    @inlinable package var lastOffsetDelta: Int32 { field(BatchLayout.lastOffsetDelta) }
    /// Timestamp of the first record, or the delete horizon: what record deltas count from.
    @inlinable package var baseTimestamp: Int64 { field(BatchLayout.baseTimestamp) }
    @inlinable package var maxTimestamp: Int64 { field(BatchLayout.maxTimestamp) }
    /// -1 without a producer id.
    @inlinable package var producerId: Int64 { field(BatchLayout.producerId) }
    @inlinable package var producerEpoch: Int16 { field(BatchLayout.producerEpoch) }
    @inlinable package var baseSequence: Int32 { field(BatchLayout.baseSequence) }
    @inlinable package var recordCount: Int32 { field(BatchLayout.recordCount) }

    @inlinable package var lastOffset: Int64 { baseOffset &+ Int64(lastOffsetDelta) }
    @inlinable package var nextOffset: Int64 { lastOffset &+ 1 }
    @inlinable package var hasProducerId: Bool { producerId >= 0 }
    @inlinable package var isTransactional: Bool { attributes.isTransactional }
    @inlinable package var isControl: Bool { attributes.isControl }

    /// The sequence number of the last record, -1 without; after 2147483647 comes 0.
    @inlinable package var lastSequence: Int32 {
        baseSequence < 0 ? -1 : Self.sequence(baseSequence, plus: lastOffsetDelta)
    }

    /// `sequence` moved on by `delta`, modulo 2^31 (Kafka's `incrementSequence`).
    @inlinable
    package static func sequence(_ sequence: Int32, plus delta: Int32) -> Int32 {
        Int32(truncatingIfNeeded: (Int64(sequence) + Int64(delta)) & 0x7FFF_FFFF)
    }

    /// When tombstones and markers of the batch may go, if that was decided (KIP-534).
    @inlinable package var deleteHorizonMillis: Int64? {
        attributes.hasDeleteHorizon ? baseTimestamp : nil
    }

    /// The codec, a typed error for bits that name none.
    @inlinable
    package func codec() throws(RecordError) -> CompressionCodec {
        guard let codec = attributes.codec else {
            throw RecordError(.codec(attributes.codecBits), at: BatchLayout.attributes + 1)
        }
        return codec
    }

    /// Everything after the header, compressed or not.
    @inlinable package var payload: ByteSlice { bytes.dropFirst(BatchLayout.header) }

    /// CRC-32C over the attributes and everything after them.
    package var computedCRC: UInt32 {
        CRC32C.checksum(bytes.dropFirst(BatchLayout.attributes))
    }

    /// Fails unless the stored checksum is that of the bytes.
    package func checkCRC() throws(RecordError) {
        let computed = computedCRC
        if computed != crc {
            throw RecordError(.checksum(stored: crc, computed: computed), at: BatchLayout.crc)
        }
    }
}
