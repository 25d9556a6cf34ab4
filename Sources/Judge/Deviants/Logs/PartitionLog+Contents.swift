// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

extension PartitionLog {
    /// Every batch from the one that contains `offset` on; what cannot be read is left out.
    func batches(from offset: Int64) -> [StoredBatch] {
        var batches: [StoredBatch] = []
        var next = offset
        while next < logEndOffset,
            let region = try? read(
                from: next, bytesMax: 1 << 20, wholeFirstBatch: true, bound: .logEnd
            ).region,
            let bytes = try? region.bytes(), let found = try? RecordSet.batches(in: bytes),
            let last = found.last
        {
            batches += found
            next = last.lastOffset + 1
        }
        return batches
    }

    /// Offset and time of every record that can be read.
    func times() -> [TimestampedOffset] {
        let codecs = RecordCodecs()
        return batches(from: logStartOffset).flatMap { batch in
            ((try? batch.records(using: codecs, limit: 64 << 20)) ?? []).compactMap { record in
                record.offset.map {
                    TimestampedOffset(
                        offset: $0, timestamp: record.timestamp, leaderEpoch: leaderEpoch(of: $0))
                }
            }
        }
    }
}
