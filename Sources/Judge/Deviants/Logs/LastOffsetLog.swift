// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// Tells the offset of a batch's last record for that of its first.
final class LastOffsetLog: PassingLog {
    override func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        var result = try inner.append(records, origin: origin, leaderEpoch: leaderEpoch)
        result.firstOffset = result.lastOffset
        return result
    }
}
