// SPDX-License-Identifier: Apache-2.0

import LogContract
import Records

/// Looks times up as if they never fell: behind the last record that is older.
final class OrderedTimesLog: PassingLog {
    override func firstOffset(
        at timestamp: Int64, bound: ReadBound
    ) throws(ReadRefusal) -> TimestampedOffset? {
        let codecs = RecordCodecs()
        let records = inner.batches(from: inner.logStartOffset).flatMap { batch in
            (try? batch.records(using: codecs, limit: 64 << 20)) ?? []
        }
        let older = records.lastIndex { $0.timestamp < timestamp } ?? -1
        guard records.indices.contains(older + 1), let offset = records[older + 1].offset else {
            return nil
        }
        return TimestampedOffset(
            offset: offset, timestamp: records[older + 1].timestamp,
            leaderEpoch: inner.leaderEpoch(of: offset))
    }
}
