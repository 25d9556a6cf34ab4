// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages
import Records

/// Brokers that delete or compact what they should keep, or keep what they should not.
enum HousekeepingDeviants {
    static let all: [Deviant] = retention + lags + survivors + places

    private static let week: Int64 = 7 * 24 * 3_600_000

    private static let retention: [Deviant] = [
        Deviant(
            "retention-time-ignored",
            rule: "Segments older than retention.ms are deleted",
            breach: "keeps them",
            killedBy: ["ret/time"],
            .configured { $0.retentionMillis = -1 }),
        Deviant(
            "configs-fixed",
            rule: "A topic config that is altered takes effect",
            breach: "goes on with the one the topic was made with",
            killedBy: ["ret/alter-applies", "cmp/policy-switch"],
            .logs { FrozenConfigLog($0) }),
        Deviant(
            "retention-never-infinite",
            rule: "With retention.ms -1 nothing is too old",
            breach: "takes it for the default of a week",
            killedBy: ["ret/infinite"],
            .configured { if $0.retentionMillis < 0 { $0.retentionMillis = week } }),
        Deviant(
            "retention-size-ignored",
            rule: "Segments beyond retention.bytes are deleted",
            breach: "keeps them",
            killedBy: ["ret/size"],
            .configured { $0.retentionBytes = -1 }),
        Deviant(
            "retention-deletes-too-much",
            rule: "No segment is deleted without which less than retention.bytes would be left",
            breach: "leaves a third of it",
            killedBy: ["ret/size"],
            .configured { if $0.retentionBytes > 0 { $0.retentionBytes /= 3 } }),
        Deviant(
            "retention-splits-log",
            rule: "What retention leaves is the end of the log",
            breach: "deletes whatever has expired, wherever it stands",
            killedBy: ["ret/never-splits-order"],
            .logs { ScatteredRetentionLog($0) }),
        Deviant(
            "retention-keeps-active",
            rule: "A log whose records have all expired is emptied",
            breach: "keeps the active segment",
            killedBy: ["ret/active-segment"],
            .logs { KeptActiveLog($0) }),
        Deviant(
            "retention-keeps-spare",
            rule: "Segments beyond retention.bytes are deleted",
            breach: "keeps two thirds more",
            killedBy: ["ret/size-exact"],
            .configured {
                if $0.retentionBytes > 0 { $0.retentionBytes += $0.retentionBytes * 2 / 3 }
            }),
        Deviant(
            "policies-not-combined",
            rule: "With cleanup.policy compact,delete old segments expire",
            breach: "only compacts",
            killedBy: ["cmp/compact-delete"],
            .configured { if $0.cleanupPolicy.contains(.compact) { $0.cleanupPolicy = .compact } }),
    ]

    private static let lags: [Deviant] = [
        Deviant(
            "compaction-too-early",
            rule: "A record younger than min.compaction.lag.ms is not compacted",
            breach: "compacts it",
            killedBy: ["ret/min-compaction-lag"],
            .configured { $0.minCompactionLagMillis = 0 }),
        Deviant(
            "compaction-never-due",
            rule: "A record older than max.compaction.lag.ms is compacted",
            breach: "waits for min.cleanable.dirty.ratio all the same",
            killedBy: ["ret/max-compaction-lag"],
            .configured { $0.maxCompactionLagMillis = .max }),
        Deviant(
            "dirty-ratio-ignored",
            rule: "A log no dirtier than min.cleanable.dirty.ratio is left alone",
            breach: "compacts it",
            killedBy: ["cmp/dirty-ratio"],
            .configured { $0.minCleanableDirtyRatio = 0 }),
        Deviant(
            "tombstones-kept",
            rule: "A tombstone goes once delete.retention.ms is over",
            breach: "keeps it",
            killedBy: ["cmp/tombstone-removed"],
            .configured { $0.deleteRetentionMillis = .max }),
    ]

    private static let survivors: [Deviant] = [
        Deviant(
            "compaction-off",
            rule: "Superseded records of a compacted topic are removed",
            breach: "keeps them",
            killedBy: ["cmp/latest-kept"],
            .configured {
                $0.minCleanableDirtyRatio = 1
                $0.maxCompactionLagMillis = .max
            }),
        Deviant(
            "compaction-loses-latest",
            rule: "The latest value of every key survives compaction",
            breach: "loses that of one key",
            killedBy: ["cmp/latest-kept"],
            .readingCompacted { batch in
                batch.records?.last?.key == ByteSlice(utf8: "b") ? nil : batch
            }),
        Deviant(
            "compaction-drops-whole-batches",
            rule: "Compaction takes single records out of a batch",
            breach: "drops a batch of which one is superseded",
            killedBy: ["cmp/within-batch"],
            .readingCompacted { batch in
                let last = batch.number(Int32.self, at: BatchLayout.lastOffsetDelta)
                let count = batch.number(Int32.self, at: BatchLayout.recordCount)
                return count == last + 1 ? batch : nil
            }),
        Deviant(
            "head-compacted",
            rule: "The active segment is not compacted",
            breach: "gives the last record of each key of a batch",
            killedBy: ["cmp/head-uncompacted"],
            .readingBatches { batch in
                let changed = batch.rebuilt { records in
                    var seen: Set<ByteSlice?> = []
                    records = records.reversed().filter { seen.insert($0.key).inserted }.reversed()
                }
                if let changed { batch = changed }
            }),
        Deviant(
            "tombstones-hidden",
            rule: "A tombstone is read for as long as delete.retention.ms",
            breach: "never gives one out",
            killedBy: ["cmp/tombstone-visible"],
            .reading { bytes, _ in
                let batches = (try? RecordSet.batches(in: bytes)) ?? []
                var writer = ByteWriter(capacity: bytes.count)
                for batch in batches {
                    let records = BatchBytes(batch.bytes)?.records ?? []
                    if records.contains(where: { $0.value != nil }) { writer.write(batch.bytes) }
                }
                return writer.finish()
            }),
    ]

    private static let places: [Deviant] = [
        Deviant(
            "compaction-renumbers",
            rule: "A record that survives compaction keeps its offset",
            breach: "numbers what is left without holes",
            killedBy: ["cmp/offsets-stable"],
            .reading { bytes, offset in
                var next = offset
                return BatchBytes.changed(in: bytes) { batch in
                    if batch.number(Int64.self, at: BatchLayout.baseOffset) > next {
                        batch.put(next, at: BatchLayout.baseOffset)
                    }
                    next += Int64(batch.number(Int32.self, at: BatchLayout.recordCount))
                }
            }),
        Deviant(
            "compaction-reorders",
            rule: "Compaction does not change the order of records",
            breach: "turns the values of a batch around",
            killedBy: ["cmp/order-kept"],
            .readingCompacted { batch in
                batch.rebuilt { records in
                    let turned = Array(records.reversed())
                    for index in records.indices {
                        records[index].key = turned[index].key
                        records[index].value = turned[index].value
                    }
                } ?? batch
            }),
        Deviant(
            "compacted-offset-out-of-range",
            rule: "A Fetch at an offset that was removed gives the next record",
            breach: "says OFFSET_OUT_OF_RANGE",
            killedBy: ["cmp/fetch-at-hole"],
            .logs { HoleRefusingLog($0) }),
        Deviant(
            "offsets-reused-after-compaction",
            rule: "Offsets of records that compaction removed are not given again",
            breach: "closes the log up",
            killedBy: ["off/no-reuse-compaction"],
            .logs { ClosingUpLog($0) }),
    ]
}
