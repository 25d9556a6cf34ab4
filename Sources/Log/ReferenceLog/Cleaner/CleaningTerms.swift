// SPDX-License-Identifier: Apache-2.0

import Bytes
import Records

/// By what a round of compaction decides which records and headers stay.
struct CleaningTerms {
    let map: KeyOffsetMap
    /// First offset the map does not tell of: from here on every record stays.
    let mapEnd: Int64
    /// First offset the round leaves alone.
    let roundEnd: Int64
    /// What the log knows of its producers: their last batches carry it through a restart.
    let producers: [Int64: ProducerEntry]
    let nowMillis: Int64
    let deleteRetentionMillis: Int64
    let decompressedBytesMax: Int

    /// Until when tombstones and markers found now shall stay.
    var nextHorizon: Int64 {
        nowMillis.later(by: deleteRetentionMillis)
    }

    /// Whether a record stays: the latest of its key, and not a tombstone that had its time.
    func keeps(
        offset: Int64, key: UnsafeRawBufferPointer?, isTombstone: Bool, isPastHorizon: Bool
    ) -> Bool {
        if offset >= mapEnd { return true }
        guard let key, !(isTombstone && isPastHorizon) else { return false }
        return offset >= map.offset(of: key) ?? -1
    }

    func keeps(
        offset: Int64, key: ByteSlice?, isTombstone: Bool, isPastHorizon: Bool
    ) -> Bool {
        guard let key else { return offset >= mapEnd }
        return key.withUnsafeBytes {
            keeps(
                offset: offset, key: $0, isTombstone: isTombstone, isPastHorizon: isPastHorizon)
        }
    }

    /// Whether a batch stays at least emptied: it says where the cleaned part ends, or what a
    /// producer wrote last.
    func needsHeader(of batch: RecordBatchView) -> Bool {
        if batch.nextOffset == roundEnd { return true }
        guard batch.hasProducerId, let producer = producers[batch.producerId] else {
            return false
        }
        if let last = producer.batches.last { return batch.lastOffset == last.lastOffset }
        // Only a marker is known of it, whose epoch fences.
        return batch.isControl && batch.producerEpoch == producer.epoch
    }
}
