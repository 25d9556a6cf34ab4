// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import LogContract

/// What an engine is told when it opens a log directory; named after Kafka's broker configs.
package struct EngineOptions: Sendable {
    /// Must be that of an existing `meta.properties`.
    package var clusterId: String
    package var nodeId: Int32
    /// The directory's id when it has none yet; nil takes a random one.
    package var directoryId: Uuid?
    /// Written into the clean-shutdown marker.
    package var brokerEpoch: Int64 = -1
    /// Configs of logs found on disk, until their owner sets others.
    package var config = LogConfig()
    /// The same for logs of topics whose configs are known, by topic: opening a log may have to
    /// make its indexes anew.
    package var topicConfigs: [String: LogConfig] = [:]
    /// `log.retention.check.interval.ms`.
    package var retentionCheckMillis: Int64 = 300_000
    /// `log.flush.offset.checkpoint.interval.ms`, for recovery points.
    package var checkpointMillis: Int64 = 60_000
    /// `log.flush.start.offset.checkpoint.interval.ms`, for where logs begin.
    package var startCheckpointMillis: Int64 = 60_000
    /// `log.initial.task.delay.ms`: when retention and these checkpoints come first; nil when each
    /// comes after its own interval.
    package var initialTaskMillis: Int64?
    /// `replica.high.watermark.checkpoint.interval.ms`.
    package var highWatermarkCheckpointMillis: Int64 = 5000
    /// `log.cleaner.enable`.
    package var cleans = true
    /// `log.cleaner.io.buffer.load.factor`: how full the map of one round may get.
    package var cleanerLoadMax = 0.9
    /// `log.cleaner.dedupe.buffer.size`: what the map of one round of compaction may take.
    package var cleanerMapBytes = 128 << 20
    /// `log.cleaner.backoff.ms`: how long to wait after nothing was found to clean.
    package var cleanerPauseMillis: Int64 = 15_000
    /// How much compaction reads in one `tick`.
    package var cleanerSliceBytes = 1 << 20
    /// `producer.id.expiration.ms`.
    package var producerExpirationMillis: Int64 = 86_400_000
    /// `producer.id.expiration.check.interval.ms`.
    package var producerCheckMillis: Int64 = 600_000
    /// Whether the checksum of every batch is computed before its bytes are given to a reader: bit
    /// rot shows where it is read, and readers get what stands before it.
    package var checksReads = false
    /// Files that segments hold open at once, over all logs; what readers hold comes on top.
    package var openFilesMax: Int = 1500
    /// Bytes of index entries held in memory at once, over all logs.
    package var indexBytesMax: Int = 64 << 20

    /// When a write counts as done.
    package var durability = Durability.pageCache

    package init(clusterId: String, nodeId: Int32) {
        self.clusterId = clusterId
        self.nodeId = nodeId
    }
}
