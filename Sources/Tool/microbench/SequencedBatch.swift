// SPDX-License-Identifier: Apache-2.0

import Bytes
import Records

/// The batches of an idempotent producer: one block, numbered anew for each, so that sending the
/// next allocates nothing.
final class SequencedBatch {
    /// The batch of this moment.
    let bytes: ByteSlice
    private let storage: ByteStorage
    private let records: Int32
    private var sequence: Int32 = 0

    /// `batch` is what each of them holds.
    init(_ batch: ByteSlice) throws {
        records = try RecordBatchView(batch).recordCount
        storage = ByteStorage(capacity: batch.count)
        storage.base.copyMemory(from: batch.base, byteCount: batch.count)
        bytes = ByteSlice(storage: storage, start: 0, count: batch.count)
        store(1000 as Int64, at: BatchLayout.producerId)
        store(0 as Int16, at: BatchLayout.producerEpoch)
    }

    /// Makes `bytes` the next batch.
    func advance() {
        store(sequence, at: BatchLayout.baseSequence)
        sequence = RecordBatchView.sequence(sequence, plus: records)
        let covered = UnsafeRawBufferPointer(
            start: storage.base + BatchLayout.attributes,
            count: bytes.count - BatchLayout.attributes)
        store(CRC32C.checksum(covered), at: BatchLayout.crc)
    }

    private func store(_ value: some FixedWidthInteger, at position: Int) {
        storage.base.storeBytes(
            of: value.bigEndian, toByteOffset: position, as: type(of: value))
    }
}
