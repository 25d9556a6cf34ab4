// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records
import ReferenceLog
import Testing

/// The least and the greatest value of everything that is a number: an engine goes on with each.
@Suite struct ExtremeConfigTests {
    /// A config that is a time or a count in 64 bits, and its least value.
    struct Setting<Target>: CustomStringConvertible, Sendable {
        let description: String
        let least: Int64
        let set: @Sendable (inout Target, Int64) -> Void
    }

    static let ofLogs: [Setting<LogConfig>] = [
        Setting(description: "segment.ms", least: 1) { $0.segmentMillis = $1 },
        Setting(description: "segment.jitter.ms", least: 0) { $0.segmentJitterMillis = $1 },
        Setting(description: "retention.ms", least: -1) { $0.retentionMillis = $1 },
        Setting(description: "retention.bytes", least: .min) { $0.retentionBytes = $1 },
        Setting(description: "timestamp.before", least: 0) { $0.timestampBeforeMillisMax = $1 },
        Setting(description: "timestamp.after", least: 0) { $0.timestampAfterMillisMax = $1 },
        Setting(description: "file.delete.delay.ms", least: 0) { $0.fileDeleteDelayMillis = $1 },
        Setting(description: "flush.messages", least: 1) { $0.flushMessages = $1 },
        Setting(description: "flush.ms", least: 0) { $0.flushMillis = $1 },
        Setting(description: "flush.ms, all but for ever", least: 0) { $0.flushMillis = $1 - 1 },
        Setting(description: "delete.retention.ms", least: 0) { $0.deleteRetentionMillis = $1 },
        Setting(description: "min.compaction.lag.ms", least: 0) { $0.minCompactionLagMillis = $1 },
        Setting(description: "max.compaction.lag.ms", least: 1) { $0.maxCompactionLagMillis = $1 },
        Setting(description: "everything", least: 1) { config, value in
            for other in ofLogs.dropLast() where !other.description.hasPrefix("timestamp") {
                other.set(&config, max(value, other.least))
            }
        },
    ]

    static let ofEngines: [Setting<EngineOptions>] = [
        Setting(description: "retention check", least: 1) { $0.retentionCheckMillis = $1 },
        Setting(description: "checkpoint", least: 1) { $0.checkpointMillis = $1 },
        Setting(description: "high watermarks", least: 1) { $0.highWatermarkCheckpointMillis = $1 },
        Setting(description: "cleaner's pause", least: 0) { $0.cleanerPauseMillis = $1 },
        Setting(description: "cleaner's map", least: 1) { $0.cleanerMapBytes = Int($1) },
        Setting(description: "start checkpoint", least: 1) { $0.startCheckpointMillis = $1 },
        Setting(description: "initial delay", least: 0) { $0.initialTaskMillis = $1 },
        Setting(description: "producer check", least: 1) { $0.producerCheckMillis = $1 },
        Setting(description: "producers", least: 1) { $0.producerExpirationMillis = $1 },
    ]

    @Test(arguments: ofLogs)
    func `of a topic`(setting: Setting<LogConfig>) throws {
        for value in [setting.least, .max] {
            for policy: LogConfig.CleanupPolicy in [.delete, .compact, [.delete, .compact]] {
                let fixture = try LogFixture {
                    $0.segmentBytes = 300
                    $0.cleanupPolicy = policy
                    $0.minCleanableDirtyRatio = 0
                    setting.set(&$0, value)
                }
                try use(fixture)
            }
        }
    }

    @Test(arguments: ofEngines)
    func `of a broker`(setting: Setting<EngineOptions>) throws {
        for value in [setting.least, .max] {
            let fixture = try LogFixture {
                $0.segmentBytes = 300
                $0.cleanupPolicy = [.delete, .compact]
                $0.minCleanableDirtyRatio = 0
            }
            fixture.changeOptions = { setting.set(&$0, value) }
            try fixture.reopen(cleanly: true)
            try use(fixture)
        }
    }

    /// Appends, lets time pass and housekeeping work, cuts, opens anew, and deletes.
    private func use(_ fixture: LogFixture) throws {
        for round in 0..<2 {
            for index in 0..<6 {
                try fixture.append(["\(round) \(index)"], key: "k\(index % 3)")
            }
            try fixture.append(
                RecordBatchBuilder([
                    Record(key: "k", value: nil, timestamp: fixture.clock.nowMillis)
                ]))
            for _ in 0..<20 {
                let due = try fixture.engine.tick()
                try fixture.flushAll()
                fixture.clock.advance(by: min(max(due - fixture.clock.nowMillis, 1), 400_000))
            }
            let log = try fixture.log
            let end = log.logEndOffset
            if log.config.cleanupPolicy.contains(.delete) {
                _ = try log.deleteRecords(before: (log.logStartOffset + end) / 2)
            }
            try fixture.engine.clean(LogFixture.partition)
            try log.truncate(to: end - 1)
            _ = try fixture.values(from: log.logStartOffset)
            try fixture.reopen(cleanly: round == 0)
            #expect(try fixture.log.logEndOffset >= end - 3)
        }
        try fixture.engine.delete(LogFixture.partition)
        _ = try fixture.engine.tick()
    }
}
