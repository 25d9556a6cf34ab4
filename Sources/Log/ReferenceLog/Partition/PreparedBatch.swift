// SPDX-License-Identifier: Apache-2.0

import Bytes
import Records

/// A batch that passed all checks, with what the log changes in it.
struct PreparedBatch {
    /// As it came.
    var batch: RecordBatchView
    /// What stands after the header; other bytes than came when it was recompressed.
    var payload: ByteSlice
    var attributes: BatchAttributes
    var maxTimestamp: Int64
    /// Milliseconds given to every record, else -1.
    var logAppendTime: Int64 = -1

    /// As it comes, nothing changed.
    init(_ batch: RecordBatchView) {
        self.batch = batch
        payload = batch.payload
        attributes = batch.attributes
        maxTimestamp = batch.maxTimestamp
    }

    var sizeInBytes: Int { BatchLayout.header + payload.count }

    /// Writes the header as it shall be stored, 61 bytes; the checksum is computed again only when
    /// something it covers has changed.
    func writeHeader(
        to target: UnsafeMutableRawPointer, baseOffset: Int64, leaderEpoch: Int32
    ) {
        batch.bytes.withUnsafeBytes { source in
            if let base = source.baseAddress {
                target.copyMemory(from: base, byteCount: BatchLayout.header)
            }
        }
        func store(_ value: some FixedWidthInteger, at position: Int) {
            target.storeBytes(of: value.bigEndian, toByteOffset: position, as: type(of: value))
        }
        store(baseOffset, at: BatchLayout.baseOffset)
        store(leaderEpoch, at: BatchLayout.leaderEpoch)
        let isSame =
            attributes == batch.attributes && maxTimestamp == batch.maxTimestamp
            && payload.count == batch.payload.count
        if isSame { return }
        store(
            Int32(truncatingIfNeeded: sizeInBytes - BatchLayout.overhead), at: BatchLayout.size)
        store(attributes.rawValue, at: BatchLayout.attributes)
        store(maxTimestamp, at: BatchLayout.maxTimestamp)
        let covered = UnsafeRawBufferPointer(
            start: target + BatchLayout.attributes,
            count: BatchLayout.header - BatchLayout.attributes)
        let checksum = payload.withUnsafeBytes {
            CRC32C.checksum($0, seed: CRC32C.checksum(covered))
        }
        store(checksum, at: BatchLayout.crc)
    }
}
