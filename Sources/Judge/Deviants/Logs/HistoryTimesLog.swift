// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Finds times among all records that were ever appended, those that are gone included.
final class HistoryTimesLog: PassingLog {
    private var history: [TimestampedOffset] = []

    override func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        let result = try inner.append(records, origin: origin, leaderEpoch: leaderEpoch)
        if !result.isDuplicate {
            for (index, record) in (BatchBytes(records)?.records ?? []).enumerated() {
                history.append(
                    TimestampedOffset(
                        offset: result.firstOffset + Int64(index), timestamp: record.timestamp,
                        leaderEpoch: leaderEpoch))
            }
        }
        return result
    }

    override func firstOffset(
        at timestamp: Int64, bound: ReadBound
    ) throws(ReadRefusal) -> TimestampedOffset? {
        history.first { $0.timestamp >= timestamp }
    }
}
