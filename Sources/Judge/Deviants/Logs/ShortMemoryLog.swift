// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Knows a batch that is sent again only when it is the log's last.
final class ShortMemoryLog: PassingLog {
    override func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        let result = try inner.append(records, origin: origin, leaderEpoch: leaderEpoch)
        guard result.isDuplicate, result.lastOffset != inner.logEndOffset - 1,
            let batch = BatchBytes(records)
        else { return result }
        throw .outOfOrderSequence(
            producerId: batch.number(at: BatchLayout.producerId), expected: -1,
            found: batch.number(at: BatchLayout.baseSequence))
    }
}
