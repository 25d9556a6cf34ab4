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
    /// Level for `compression`, nil for the codec's default.
    package var compressionLevel: Int32?
    package var fileDeleteDelayMillis: Int64 = 60_000
    package var preallocate: Bool = false

    package init() {}
}
