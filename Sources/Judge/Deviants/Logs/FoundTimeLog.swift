// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Finds another record for a time than the first that is late enough.
final class FoundTimeLog: PassingLog {
    /// Picks among the log's records in their order.
    typealias Pick =
        @Sendable (_ records: [TimestampedOffset], _ timestamp: Int64, _ config: LogConfig) ->
        TimestampedOffset?

    private let pick: Pick

    init(_ inner: any PartitionLog, pick: @escaping Pick) {
        self.pick = pick
        super.init(inner)
    }

    override func firstOffset(
        at timestamp: Int64, bound: ReadBound
    ) throws(ReadRefusal) -> TimestampedOffset? {
        pick(inner.times(), timestamp, inner.config)
    }
}
