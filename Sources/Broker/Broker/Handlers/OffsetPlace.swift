// SPDX-License-Identifier: Apache-2.0

import LogContract

/// The place in a log that a ListOffsets timestamp stands for.
enum OffsetPlace {
    case latest
    case earliest
    case maxTimestamp
    case earliestLocal
    /// Last offset in remote storage, of which there is none here (KIP-1005).
    case latestTiered
    /// First offset still to be copied to remote storage, where nothing is copied (KIP-1023).
    case earliestPendingUpload
    /// The first record at or after it, in milliseconds.
    case timestamp(Int64)

    /// Nil for a number that has no meaning in `version`.
    init?(_ timestamp: Int64, version: Int16) {
        switch timestamp {
        case 0...: self = .timestamp(timestamp)
        case -1: self = .latest
        case -2: self = .earliest
        case -3 where version >= 7: self = .maxTimestamp
        case -4 where version >= 8: self = .earliestLocal
        case -5 where version >= 9: self = .latestTiered
        case -6 where version >= 11: self = .earliestPendingUpload
        default: return nil
        }
    }

    /// What is there; nil when there is no such record.
    func find(
        in partition: Partition, bound: ReadBound
    ) throws(ReadRefusal) -> TimestampedOffset? {
        let log = partition.log
        if let failure = log.failure { throw .storage(failure) }
        let end = bound == .lastStable ? log.lastStableOffset : log.highWatermark
        switch self {
        case .latest:
            return TimestampedOffset(
                offset: end, timestamp: -1, leaderEpoch: partition.leaderEpoch)
        case .earliest, .earliestLocal:
            let start = log.logStartOffset
            let epoch =
                start < log.logEndOffset ? log.leaderEpoch(of: start) : partition.leaderEpoch
            return TimestampedOffset(offset: start, timestamp: -1, leaderEpoch: epoch)
        case .maxTimestamp:
            // As Kafka, which looks for it in the whole log and then at what the reader may see.
            return try log.offsetOfMaxTimestamp().flatMap { $0.offset < end ? $0 : nil }
        case .latestTiered, .earliestPendingUpload: return nil
        case .timestamp(let timestamp):
            return try log.firstOffset(at: timestamp, bound: bound)
        }
    }
}
