// SPDX-License-Identifier: Apache-2.0

import Records

/// Signs of compaction in what a log holds.
enum CompactedBatches {
    /// Whether offsets are missing from `offset` on: before, between or within the batches.
    static func haveHoles(_ batches: [StoredBatch], from offset: Int64) -> Bool {
        var next = offset
        for case .batch(let batch) in batches {
            if batch.baseOffset > next || batch.recordCount <= batch.lastOffsetDelta { return true }
            next = batch.nextOffset
        }
        return false
    }
}
