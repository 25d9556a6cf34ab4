// SPDX-License-Identifier: Apache-2.0

import LogContract
import Messages

/// One partition this broker leads.
final class Partition {
    let id: TopicPartition
    let log: any PartitionLog
    let leaderEpoch: Int32
    /// Connections whose parked Fetch reads this partition.
    var waiters: Set<ConnectionId> = []

    init(_ id: TopicPartition, log: any PartitionLog, leaderEpoch: Int32) {
        self.id = id
        self.log = log
        self.leaderEpoch = leaderEpoch
        // The only replica there is has everything: nothing is still to be copied.
        log.advanceHighWatermark(to: log.durableOffset)
    }

    /// Compares a client's idea of the leader's epoch with ours (KIP-320); nil when it may go on.
    func fence(currentLeaderEpoch: Int32) -> ErrorCode? {
        if currentLeaderEpoch < leaderEpoch { return .fencedLeaderEpoch }
        return currentLeaderEpoch > leaderEpoch ? .unknownLeaderEpoch : nil
    }
}
