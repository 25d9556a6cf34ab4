// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import Records

/// A batch whose frame is sound; what it holds was not looked at yet.
package struct SegmentBatch: Sendable {
    package let frame: BatchFrame
    /// The whole batch, or its header alone when it is larger than the reader takes at once.
    package let bytes: ByteSlice

    package var isWhole: Bool { bytes.count == frame.sizeInBytes }

    /// The batch with its fields; fails for a legacy message whose lengths do not add up, and for a
    /// batch that was too large to be read whole.
    package func stored() throws(RecordError) -> StoredBatch { try StoredBatch(bytes) }

    /// The first record of a batch of magic 2, without the others becoming values too.
    package func firstRecord(
        using codecs: RecordCodecs, limit: Int
    ) throws(RecordError) -> Record? {
        guard case .batch(let view) = try stored() else { return nil }
        let block = try view.block(using: codecs, limit: limit)
        var first: Record?
        try block.forEach { view in
            first = Record(
                view, in: block.bytes, offset: block.offset(of: view),
                timestamp: block.timestamp(of: view))
            return false
        }
        return first
    }

    /// The fields of magic 2, of a batch not read whole too; nil for other magics.
    package var header: BatchHeader? {
        frame.magic == 2 && bytes.count >= BatchLayout.header ? BatchHeader(bytes) : nil
    }
}
