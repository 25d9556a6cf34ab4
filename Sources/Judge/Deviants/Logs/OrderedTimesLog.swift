// SPDX-License-Identifier: Apache-2.0

import LogContract
import Records

/// Looks times up as if they never fell: behind the last record that is older.
final class OrderedTimesLog: PassingLog {
    override func firstOffset(
        at timestamp: Int64, bound: ReadBound
    ) throws(ReadRefusal) -> TimestampedOffset? {
        let honest = try inner.firstOffset(at: timestamp, bound: bound)
        let codecs = RecordCodecs()
        let records = inner.batches(from: inner.logStartOffset).flatMap { batch in
            (try? batch.records(using: codecs, limit: 64 << 20)) ?? []
        }
        let older = records.lastIndex { $0.timestamp < timestamp } ?? -1
        guard honest != nil, records.indices.contains(older + 1),
            let offset = records[older + 1].offset
        else { return honest }
        return TimestampedOffset(
            offset: offset, timestamp: records[older + 1].timestamp,
            leaderEpoch: inner.leaderEpoch(of: offset))
    }
}
