// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// When the cleaner may come and when it must, and what it leaves of a producer.
enum CompactionLagCases {
    private static let turns = [
        [KeyedValue("a", "1")], [KeyedValue("a", "2")], [KeyedValue("a", "3")],
    ]

    static let all: [ConformanceCase] = [
        ConformanceCase(
            "ret/min-compaction-lag", .should, .documented,
            "A record younger than min.compaction.lag.ms is not compacted",
            source: "KIP-58",
            explain: """
                Superseded records a minute old where min.compaction.lag.ms is an hour; after the \
                cleaner was at work elsewhere all must be there.
                """,
            uses: KeyedLog.uses, tier: .standard, .waiting
        ) { session, expect in
            let cleaner = try await session.housekeeper(for: .cleaning)
            let topic = try await session.keyedTopic(
                turns, configs: ["min.compaction.lag.ms": "3600000"])
            try await session.cleaningRound(cleaner)

            try expect.equal(
                try await session.keyedRecords(topic).map { KeyedValue($0).description },
                ["a=1", "a=2", "a=3", "head=h"], "what is there")
        },

        ConformanceCase(
            "ret/max-compaction-lag", .should, .documented,
            "A record older than max.compaction.lag.ms is compacted however little is dirty",
            source: "KIP-354",
            explain: """
                Superseded records a minute old where min.cleanable.dirty.ratio is 1 and \
                max.compaction.lag.ms 1000; they must go.
                """,
            uses: KeyedLog.uses, tier: .standard, .waiting
        ) { session, expect in
            let cleaner = try await session.housekeeper(for: .cleaning)
            let topic = try await session.keyedTopic(
                turns,
                configs: ["min.cleanable.dirty.ratio": "1", "max.compaction.lag.ms": "1000"])
            let records = try await session.cleaned(topic, to: 2, cleaner)

            try expect.equal(
                records.map { KeyedValue($0).description }, ["a=3", "head=h"], "what is left")
        },

        ConformanceCase(
            "cmp/dirty-ratio", .should, .documented,
            "A log that is not dirtier than min.cleanable.dirty.ratio is left alone",
            source: "Topic configs: min.cleanable.dirty.ratio",
            explain: """
                Superseded records where the ratio is 1, which nothing exceeds; after the cleaner \
                was at work elsewhere all must be there.
                """,
            uses: KeyedLog.uses, tier: .standard, .waiting
        ) { session, expect in
            let cleaner = try await session.housekeeper(for: .cleaning)
            let topic = try await session.keyedTopic(
                turns, configs: ["min.cleanable.dirty.ratio": "1"])
            try await session.cleaningRound(cleaner)

            try expect.equal(
                try await session.keyedRecords(topic).map { KeyedValue($0).description },
                ["a=1", "a=2", "a=3", "head=h"], "what is there")
        },

        ConformanceCase(
            "cmp/empty-batch-kept", .may, .observed,
            "A producer whose records were all superseded is still known",
            source: "Cleaner: the last batch of a producer stays, empty if need be",
            explain: """
                A producer's two records are superseded by another's. When they are gone, its last \
                batch sent again must not be stored and its next sequence be taken.
                """,
            uses: KeyedLog.uses + [ApiUse(.initProducerId)], tier: .standard, .waiting
        ) { session, expect in
            let cleaner = try await session.housekeeper(for: .cleaning)
            let topic = try await session.createTopic(configs: KeyedLog.configs)
            let id = try await session.producer().id
            let draft = { (sequence: Int32) in
                var draft = BatchDraft([
                    Record(
                        key: "a", value: "\(sequence)",
                        timestamp: session.segmentTime(Int(sequence)))
                ])
                draft.producerId = id
                draft.producerEpoch = 0
                draft.baseSequence = sequence
                return draft
            }
            for sequence: Int32 in [0, 1] { try await session.append(draft(sequence), to: topic) }
            try await session.appendSegments(
                [[KeyedValue("a", "other")], [KeyedValue("head", "h")]], to: topic, from: 2)
            _ = try await session.cleaned(topic, to: 2, cleaner)
            let again = try await session.produce(draft(1), to: topic)
            try expect.error(
                again.error, is: .none, orAlternatively: [.duplicateSequenceNumber])

            try expect.equal(try await session.endOffset(topic), 4, "end of the log")
            try expect.noError(
                try await session.produce(draft(2), to: topic).error, "the next sequence")
        },
    ]
}
