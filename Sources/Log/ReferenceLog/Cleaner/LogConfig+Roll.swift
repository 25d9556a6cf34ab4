// SPDX-License-Identifier: Apache-2.0

import LogContract

extension LogConfig {
    /// How long a segment takes records at most: what must be compacted within
    /// `max.compaction.lag.ms` cannot stay in the active segment, which is never compacted
    /// (Kafka's `maxSegmentMs`).
    var rollMillis: Int64 {
        guard cleanupPolicy.contains(.compact), maxCompactionLagMillis > 0 else {
            return segmentMillis
        }
        return min(segmentMillis, maxCompactionLagMillis)
    }
}
