// SPDX-License-Identifier: Apache-2.0

/// The topic configs that a log obeys, named as Kafka names them (`segment.bytes` and so on).
package struct LogConfig: Hashable, Sendable {
    /// `message.timestamp.type`.
    package enum TimestampType: Sendable { case createTime, logAppendTime }

    /// `cleanup.policy`; both may hold.
    package struct CleanupPolicy: OptionSet, Hashable, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }
        package static let delete = CleanupPolicy(rawValue: 1)
        package static let compact = CleanupPolicy(rawValue: 2)
    }

    package var segmentBytes: Int = 1 << 30
    package var segmentMillis: Int64 = 7 * 24 * 3_600_000
    /// `segment.jitter.ms`: how much of `segment.ms` chance may take away, drawn for each segment.
    package var segmentJitterMillis: Int64 = 0
    package var segmentIndexBytes: Int = 10 << 20
    package var indexIntervalBytes: Int = 4096
    /// `max.message.bytes`: of a whole batch as stored, header included.
    package var messageBytesMax: Int = 1_048_588
    /// `max.decompressed.message.bytes` in spirit: what one batch may unpack to.
    package var decompressedBytesMax: Int = 1 << 30
    package var cleanupPolicy: CleanupPolicy = .delete
    /// -1: no limit.
    package var retentionMillis: Int64 = 7 * 24 * 3_600_000
    /// -1: no limit.
    package var retentionBytes: Int64 = -1
    package var timestampType: TimestampType = .createTime
    /// `message.timestamp.before.max.ms`.
    package var timestampBeforeMillisMax: Int64 = .max
    /// `message.timestamp.after.max.ms` (KIP-937; one hour since 4.0).
    package var timestampAfterMillisMax: Int64 = 3_600_000
    /// `compression.type`: nil keeps the producer's codec, else the codec's number.
    package var compression: Int8?
    /// `compression.gzip.level`; nil for the codec's default, as in the other two.
    package var gzipLevel: Int32?
    /// `compression.lz4.level`.
    package var lz4Level: Int32?
    /// `compression.zstd.level`.
    package var zstdLevel: Int32?
    package var fileDeleteDelayMillis: Int64 = 60_000
    /// `preallocate`: a new segment's file has `segment.bytes` from the start.
    package var preallocate: Bool = false
    /// `flush.messages`: so many offsets not yet durable make an append flush.
    package var flushMessages: Int64 = .max
    /// `flush.ms`: what is not durable for so long is flushed.
    package var flushMillis: Int64 = .max
    /// `delete.retention.ms`: how long tombstones and markers stay after their first cleaning.
    package var deleteRetentionMillis: Int64 = 24 * 3_600_000
    /// `min.cleanable.dirty.ratio`.
    package var minCleanableDirtyRatio: Double = 0.5
    /// `min.compaction.lag.ms`.
    package var minCompactionLagMillis: Int64 = 0
    /// `max.compaction.lag.ms`.
    package var maxCompactionLagMillis: Int64 = .max
    /// `min.insync.replicas`; obeyed by who replicates the log.
    package var minInsyncReplicas: Int32 = 1
    /// `unclean.leader.election.enable`; obeyed by who elects.
    package var uncleanLeaderElectionEnabled = false

    package init() {}

    /// Level for `compression`, nil for the codec's default.
    package var compressionLevel: Int32? {
        switch compression {
        case 1: gzipLevel
        case 3: lz4Level
        case 4: zstdLevel
        default: nil
        }
    }
}
