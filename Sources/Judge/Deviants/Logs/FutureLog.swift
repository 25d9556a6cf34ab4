// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Finds its end where no record is late enough.
final class FutureLog: PassingLog {
    override func firstOffset(
        at timestamp: Int64, bound: ReadBound
    ) throws(ReadRefusal) -> TimestampedOffset? {
        try inner.firstOffset(at: timestamp, bound: bound)
            ?? TimestampedOffset(
                offset: inner.highWatermark, timestamp: timestamp, leaderEpoch: 0)
    }
}
