// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// What retention removes, and what it must leave.
enum RetentionCases {
    private static let uses: [ApiUse] = [.createTopics, .produce, .listOffsets, .fetch]

    static let all: [ConformanceCase] = byTime + kept + bySize

    private static let byTime: [ConformanceCase] = [
        ConformanceCase(
            "ret/time", .must, .documented,
            "Segments whose records are all older than retention.ms go, newer records stay",
            source: "Topic configs: retention.ms; KIP-33",
            explain: """
                Three records a minute old in segments of their own and a fresh one, with \
                retention.ms 30000. The log must come to begin at 3, a Fetch at 0 be out of range, \
                and the fresh record be read.
                """,
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let retention = try await session.housekeeper(for: .retention)
            let topic = try await session.agedTopic([.old, .old, .old, .fresh])
            _ = try await retention.awaits("the log beginning at 3") {
                try await session.startOffset(topic) == 3 ? true : nil
            }
            try expect.error(
                try await session.fetch(topic, at: 0).error, is: .offsetOutOfRange,
                "a Fetch below the begin")
            try expect.equal(
                try await session.readAll(topic, from: 3).map { $0.value?.text }, ["v3"],
                "what remains")
            try expect.equal(try await session.endOffset(topic), 4, "latest offset")
        },

        ConformanceCase(
            "ret/active-segment", .should, .observed,
            "A log whose records have all expired is emptied, its active segment included",
            source: "UnifiedLog.deleteRetentionMsBreachedSegments: rolls when all expired",
            explain: "Two expired records in one segment; earliest and latest must both become 2.",
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let retention = try await session.housekeeper(for: .retention)
            let topic = try await session.agedTopic(
                [.old, .old], configs: ["retention.ms": "30000"])
            _ = try await retention.awaits("the log emptied") {
                try await session.startOffset(topic) == 2 ? true : nil
            }
            try expect.equal(try await session.endOffset(topic), 2, "latest offset")
        },

        ConformanceCase(
            "off/no-reuse-retention", .must, .safety,
            "After retention has emptied a log offsets go on where they were",
            source: "UnifiedLog.deleteSegments: a new active segment at the log end offset",
            explain: """
                Waits until two expired records are gone, so that earliest equals latest, and \
                writes another; it must get offset 2.
                """,
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let retention = try await session.housekeeper(for: .retention)
            let topic = try await session.agedTopic([.old, .old])
            let fresh = session.batch("next")
            _ = try await retention.awaits("the log emptied") {
                let start = try await session.startOffset(topic)
                return start == (try await session.endOffset(topic)) ? true : nil
            }
            let next = try await session.produce(fresh, to: topic)

            try expect.noError(next.error)
            try expect.equal(next.baseOffset, 2)
        },

        ConformanceCase(
            "lo/after-retention", .must, .documented,
            "Times of expired records give the first one that is left",
            source: "KIP-79; Topic configs: retention.ms",
            explain: """
                Two expired records and two fresh ones. Once the log begins at 2, time 0 and the \
                first record's time must give offset 2.
                """,
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let retention = try await session.housekeeper(for: .retention)
            let topic = try await session.agedTopic([.old, .old, .fresh, .fresh])
            _ = try await retention.awaits("the log beginning at 2") {
                try await session.startOffset(topic) == 2 ? true : nil
            }
            for time in [0, Age.old.time(0, session)] {
                let reply = try await session.listOffsets(topic, at: time)
                try expect.noError(reply.error)
                try expect.equal(reply.offset, 2)
                try expect.equal(reply.timestamp, Age.fresh.time(2, session))
            }
        },

        ConformanceCase(
            "ret/alter-applies", .must, .documented,
            "A retention.ms changed while the topic is in use takes effect",
            source: "KIP-339; Topic configs are dynamic",
            explain: """
                Expired records under retention.ms -1; once it is set to 30000 the log must come \
                to begin at the fresh record.
                """,
            uses: uses + [ApiUse(.incrementalAlterConfigs)], tier: .standard, .waiting
        ) { session, expect in
            let retention = try await session.housekeeper(for: .retention)
            let topic = try await session.agedTopic(
                [.old, .old, .fresh], configs: ["retention.ms": "-1", "segment.ms": "1000"])
            try await session.alter(topic, ["retention.ms": "30000"])
            _ = try await retention.awaits("the log beginning at 2") {
                try await session.startOffset(topic) == 2 ? true : nil
            }
            try expect.equal(
                try await session.readAll(topic, from: 2).map { $0.value?.text }, ["v2"],
                "what remains")
        },
    ]

    private static let kept: [ConformanceCase] = [
        ConformanceCase(
            "ret/time-uses-record-ts", .should, .documented,
            "One fresh record keeps its whole segment",
            source: "KIP-33: a segment is as old as its latest record",
            explain: """
                Two expired records and a fresh one in one batch; after a round of retention \
                all three must be there.
                """,
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let retention = try await session.housekeeper(for: .retention)
            let topic = try await session.createTopic(configs: ["retention.ms": "30000"])
            // One batch, lest retention comes before the fresh record does.
            try await session.append(
                BatchDraft(
                    [Age.old, .old, .fresh].enumerated().map { index, age in
                        Record(value: "v\(index)", timestamp: age.time(index, session))
                    }), to: topic)
            try await session.retentionRound(retention)

            try expect.equal(try await session.startOffset(topic), 0, "earliest offset")
            try expect.equal(
                try await session.readValues(topic), ["v0", "v1", "v2"], "values read")
        },

        ConformanceCase(
            "ret/infinite", .must, .documented,
            "With retention.ms -1 nothing is too old",
            source: "Topic configs: retention.ms -1",
            explain: "Records a month old in three segments; all are there after a round.",
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let retention = try await session.housekeeper(for: .retention)
            let topic = try await session.agedTopic(
                [.ancient, .ancient, .ancient, .fresh],
                configs: ["retention.ms": "-1", "segment.ms": "1000"])
            try await session.retentionRound(retention)

            try expect.equal(try await session.startOffset(topic), 0, "earliest offset")
            try expect.equal(
                try await session.readValues(topic), ["v0", "v1", "v2", "v3"], "values read")
        },

        ConformanceCase(
            "ret/never-splits-order", .must, .safety,
            "What retention leaves is the end of the log, without holes",
            source: "UnifiedLog.deletableSegments: from the oldest, up to the first that stays",
            explain: """
                Batches that are old, fresh, old and fresh, each of 600 KB where segment.bytes is \
                1 MiB, so that each has a segment of its own. Only the first may go: the others \
                must be read in order from offset 1, the expired one between the fresh ones too.
                """,
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let retention = try await session.housekeeper(for: .retention)
            // By size, since a segment is rolled by time only for a batch later than its first.
            let topic = try await session.agedTopic(
                [.old, .fresh, .old, .fresh],
                configs: ["retention.ms": "30000", "segment.bytes": "1048576"], padding: 600_000)
            _ = try await retention.awaits("the log beginning at 1") {
                try await session.startOffset(topic) == 1 ? true : nil
            }
            try await session.retentionRound(retention)

            try expect.equal(try await session.startOffset(topic), 1, "earliest offset")
            let rest = try await session.readAll(topic, from: 1)
            try expect.equal(rest.map { $0.value?.text }, ["v1", "v2", "v3"], "values read")
            try expect.equal(rest.map(\.offset), [1, 2, 3], "their offsets")
        },

        ConformanceCase(
            "cmp/no-time-retention", .must, .documented,
            "A topic that only compacts loses nothing to retention.ms",
            source: "Topic configs: cleanup.policy; retention.ms is for delete",
            explain: """
                Expired records with keys of their own on a topic with cleanup.policy compact and \
                retention.ms 30000; all are there after a round.
                """,
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let retention = try await session.housekeeper(for: .retention)
            var configs = Age.retention
            configs["cleanup.policy"] = "compact"
            let topic = try await session.agedTopic([.old, .old, .old, .fresh], configs: configs)
            try await session.retentionRound(retention)

            try expect.equal(try await session.startOffset(topic), 0, "earliest offset")
            try expect.equal(
                try await session.readValues(topic), ["v0", "v1", "v2", "v3"], "values read")
        },
    ]

    private static let bySize: [ConformanceCase] = [
        ConformanceCase(
            "ret/size", .must, .documented,
            "Beyond retention.bytes the oldest segments go, and that much of the log stays",
            source: "Topic configs: retention.bytes",
            explain: """
                Ten segments of one batch each, retention.bytes three times as many bytes: the \
                oldest must go, and after another round the last three still be read.
                """,
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let retention = try await session.housekeeper(for: .retention)
            let topic = try await session.tenSegments(keeping: 3)
            _ = try await retention.awaits("the oldest segment gone") {
                try await session.startOffset(topic) > 0 ? true : nil
            }
            try await session.retentionRound(retention)

            try expect.equal(
                try await session.readAll(topic, from: 7).map(\.offset), [7, 8, 9],
                "offsets read from 7")
        },

        ConformanceCase(
            "ret/size-exact", .should, .observed,
            "The oldest segments go until no more than retention.bytes would be left",
            source: "UnifiedLog.deleteRetentionSizeBreachedSegments",
            explain: """
                Ten segments of one batch each, retention.bytes three times as many bytes: the log \
                must come to begin at 7, and still begin there after another round.
                """,
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let retention = try await session.housekeeper(for: .retention)
            let topic = try await session.tenSegments(keeping: 3)
            _ = try await retention.awaits("the log beginning at 7") {
                try await session.startOffset(topic) >= 7 ? true : nil
            }
            try await session.retentionRound(retention)

            try expect.equal(try await session.startOffset(topic), 7, "earliest offset")
        },
    ]
}

extension Session {
    /// A topic of ten segments of one batch each, whose `retention.bytes` is what `count` of them
    /// take as they were sent.
    fileprivate func tenSegments(keeping count: Int) async throws -> Topic {
        let drafts = (0..<10).map { index in
            BatchDraft([
                Record(
                    value: noise(1000, salt: index), timestamp: baseTime + 2000 * Int64(index))
            ])
        }
        let bytes = try drafts[0].encoded().count
        let topic = try await createTopic(
            configs: ["segment.ms": "1000", "retention.bytes": "\(count * bytes)"])
        for draft in drafts { try await append(draft, to: topic) }
        return topic
    }
}
