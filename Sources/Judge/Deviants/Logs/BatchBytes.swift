// SPDX-License-Identifier: Apache-2.0

import Bytes
import Records

/// A record batch of magic 2 as bytes that can be changed, whatever that breaks.
struct BatchBytes: Sendable {
    private var bytes: [UInt8]

    /// Nil when `slice` does not begin with a whole header.
    init?(_ slice: ByteSlice) {
        guard slice.count >= BatchLayout.header else { return nil }
        bytes = slice.array
    }

    var slice: ByteSlice { ByteSlice(bytes) }
    var count: Int { bytes.count }
    /// Everything after the header.
    var payload: ByteSlice { ByteSlice(bytes[BatchLayout.header...]) }

    /// The big-endian number at `position`.
    func number<Value: FixedWidthInteger>(_ type: Value.Type = Value.self, at position: Int)
        -> Value
    {
        bytes.withUnsafeBytes {
            Value(bigEndian: $0.loadUnaligned(fromByteOffset: position, as: Value.self))
        }
    }

    mutating func put<Value: FixedWidthInteger>(_ value: Value, at position: Int) {
        withUnsafeBytes(of: value.bigEndian) { source in
            bytes.replaceSubrange(position..<position + source.count, with: source)
        }
    }

    var attributes: BatchAttributes {
        get { BatchAttributes(rawValue: number(at: BatchLayout.attributes)) }
        set { put(newValue.rawValue, at: BatchLayout.attributes) }
    }

    /// Makes the checksum that of the bytes.
    mutating func seal() {
        put(CRC32C.checksum(ByteSlice(bytes[BatchLayout.attributes...])), at: BatchLayout.crc)
    }

    /// The batch, changed and with a checksum that fits.
    func sealed(_ change: (inout BatchBytes) -> Void) -> BatchBytes {
        var copy = self
        change(&copy)
        copy.seal()
        return copy
    }

    /// The batch's records; nil when they cannot be read.
    var records: [Record]? {
        try? RecordBatchView(slice).records(using: RecordCodecs(), limit: 64 << 20)
    }

    /// The batch with other records, and everything else of its header kept.
    func rebuilt(_ change: (inout [Record]) -> Void) -> BatchBytes? {
        guard var records, let view = try? RecordBatchView(slice), let codec = try? view.codec()
        else { return nil }
        change(&records)
        var builder = RecordBatchBuilder(records, codec: codec)
        builder.baseOffset = view.baseOffset
        builder.partitionLeaderEpoch = view.partitionLeaderEpoch
        builder.attributes = view.attributes.rawValue
        builder.producerId = view.producerId
        builder.producerEpoch = view.producerEpoch
        builder.baseSequence = view.baseSequence
        return (try? builder.build()).flatMap(BatchBytes.init)
    }

    /// `bytes` with every whole batch changed; a cut one at the end stays.
    static func changed(
        in bytes: ByteSlice, _ change: (inout BatchBytes) -> Void
    ) -> ByteSlice {
        var set = RecordSet(bytes)
        var writer = ByteWriter(capacity: bytes.count)
        while let batch = try? set.next() {
            if batch.magic == 2, var copy = BatchBytes(batch.bytes) {
                change(&copy)
                writer.write(copy.slice)
            } else {
                writer.write(batch.bytes)
            }
        }
        writer.write(bytes.dropFirst(set.position))
        return writer.finish()
    }
}
