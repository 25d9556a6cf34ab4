// SPDX-License-Identifier: Apache-2.0

public import Bytes

/// Writes records of magic 2 in their varint form; the hot half of building a batch.
@usableFromInline
package enum RecordWriter {
    /// Appends one record without headers from raw bytes: no allocation, no copy but into `writer`.
    @inlinable
    package static func append(
        key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?, timestampDelta: Int64,
        offsetDelta: Int32, to writer: inout ByteWriter
    ) {
        let length =
            1 + varlongBytes(timestampDelta) + varintBytes(offsetDelta) + fieldBytes(key?.count)
            + fieldBytes(value?.count) + 1
        writer.writeVarint(Int32(truncatingIfNeeded: length))
        writer.write(0 as Int8)
        writer.writeVarlong(timestampDelta)
        writer.writeVarint(offsetDelta)
        appendField(key, to: &writer)
        appendField(value, to: &writer)
        writer.write(0 as Int8)
    }

    /// Appends a record that was read, with another timestamp delta and all else as it was.
    @inlinable
    package static func append(
        _ record: RecordView, timestampDelta: Int64, to writer: inout ByteWriter
    ) {
        let headersCount = Int32(truncatingIfNeeded: record.headerCount)
        let length =
            1 + varlongBytes(timestampDelta) + varintBytes(record.offsetDelta)
            + fieldBytes(record.key?.count) + fieldBytes(record.value?.count)
            + varintBytes(headersCount) + record.end - record.headersStart
        writer.writeVarint(Int32(truncatingIfNeeded: length))
        writer.write(record.attributes)
        writer.writeVarlong(timestampDelta)
        writer.writeVarint(record.offsetDelta)
        appendField(record.key, to: &writer)
        appendField(record.value, to: &writer)
        writer.writeVarint(headersCount)
        writer.write(
            UnsafeRawBufferPointer(
                start: record.base + record.headersStart, count: record.end - record.headersStart))
    }

    /// Appends `record` with its headers.
    package static func append(
        _ record: Record, timestampDelta: Int64, offsetDelta: Int32, attributes: Int8 = 0,
        to writer: inout ByteWriter
    ) {
        var length =
            1 + varlongBytes(timestampDelta) + varintBytes(offsetDelta)
            + fieldBytes(record.key?.count) + fieldBytes(record.value?.count)
            + varintBytes(Int32(truncatingIfNeeded: record.headers.count))
        for header in record.headers {
            length += fieldBytes(header.key?.count) + fieldBytes(header.value?.count)
        }
        writer.writeVarint(Int32(truncatingIfNeeded: length))
        writer.write(attributes)
        writer.writeVarlong(timestampDelta)
        writer.writeVarint(offsetDelta)
        appendField(record.key, to: &writer)
        appendField(record.value, to: &writer)
        writer.writeVarint(Int32(truncatingIfNeeded: record.headers.count))
        for header in record.headers {
            appendField(header.key, to: &writer)
            appendField(header.value, to: &writer)
        }
    }

    /// The bytes a zig-zag varint takes.
    @inlinable
    package static func varintBytes(_ value: Int32) -> Int {
        ByteWriter.unsignedVarintBytes(UInt32(bitPattern: value << 1 ^ value >> 31))
    }

    /// The bytes a zig-zag varlong takes.
    @inlinable
    package static func varlongBytes(_ value: Int64) -> Int {
        let raw = UInt64(bitPattern: value << 1 ^ value >> 63)
        return max(1, (70 - raw.leadingZeroBitCount) / 7)
    }

    /// The bytes a nullable field takes with its length.
    @inlinable
    static func fieldBytes(_ count: Int?) -> Int {
        guard let count else { return 1 }
        return varintBytes(Int32(truncatingIfNeeded: count)) + count
    }

    @inlinable
    static func appendField(_ bytes: UnsafeRawBufferPointer?, to writer: inout ByteWriter) {
        guard let bytes else { return writer.writeVarint(-1) }
        writer.writeVarint(Int32(truncatingIfNeeded: bytes.count))
        writer.write(bytes)
    }

    private static func appendField(_ bytes: ByteSlice?, to writer: inout ByteWriter) {
        guard let bytes else { return writer.writeVarint(-1) }
        writer.writeVarint(Int32(truncatingIfNeeded: bytes.count))
        writer.write(bytes)
    }
}
