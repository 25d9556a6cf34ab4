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
}
