// SPDX-License-Identifier: Apache-2.0

import Bytes
import Records

/// One pass over the unpacked records of a batch: what the header promises of them.
struct RecordScan {
    var count = 0
    var maxTimestampDelta = Int64.min
    /// Index of the first record whose offset does not rise, or lies beyond the batch's last.
    var firstOutOfOrder: Int?
    /// Whether every offset of the batch has its record.
    var isContiguous = true

    init(
        _ payload: UnsafeRawBufferPointer, recordCount: Int32, lastOffsetDelta: Int32
    ) throws(RecordError) {
        var iterator = try RecordIterator(payload, recordCount: recordCount)
        var previous: Int32 = -1
        while let record = try iterator.next() {
            if record.timestampDelta > maxTimestampDelta {
                maxTimestampDelta = record.timestampDelta
            }
            let delta = record.offsetDelta
            if delta <= previous || delta > lastOffsetDelta {
                if firstOutOfOrder == nil { firstOutOfOrder = count }
            }
            previous = delta
            count += 1
        }
        isContiguous = Int64(count) == Int64(lastOffsetDelta) + 1
    }
}
