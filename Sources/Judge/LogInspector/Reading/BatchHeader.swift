// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import Records

/// The header fields of a batch of magic 2, readable without the rest of the batch.
package struct BatchHeader: Hashable, Sendable {
    package let baseOffset: Int64
    package let leaderEpoch: Int32
    package let crc: UInt32
    package let attributes: BatchAttributes
    package let lastOffsetDelta: Int32
    package let baseTimestamp: Int64
    package let maxTimestamp: Int64
    package let producerId: Int64
    package let producerEpoch: Int16
    package let baseSequence: Int32
    package let recordCount: Int32

    /// `bytes` holds at least a header.
    package init(_ bytes: ByteSlice) {
        func load<Value: FixedWidthInteger>(_ at: Int) -> Value {
            bytes.withUnsafeBytes {
                Value(bigEndian: $0.loadUnaligned(fromByteOffset: at, as: Value.self))
            }
        }
        baseOffset = load(BatchLayout.baseOffset)
        leaderEpoch = load(BatchLayout.leaderEpoch)
        crc = load(BatchLayout.crc)
        attributes = BatchAttributes(rawValue: load(BatchLayout.attributes))
        lastOffsetDelta = load(BatchLayout.lastOffsetDelta)
        baseTimestamp = load(BatchLayout.baseTimestamp)
        maxTimestamp = load(BatchLayout.maxTimestamp)
        producerId = load(BatchLayout.producerId)
        producerEpoch = load(BatchLayout.producerEpoch)
        baseSequence = load(BatchLayout.baseSequence)
        recordCount = load(BatchLayout.recordCount)
    }

    package var lastOffset: Int64 { baseOffset &+ Int64(lastOffsetDelta) }
    package var hasProducerId: Bool { producerId >= 0 }

    /// -1 without a sequence.
    package var lastSequence: Int32 {
        baseSequence < 0 ? -1 : RecordBatchView.sequence(baseSequence, plus: lastOffsetDelta)
    }
}
