// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Compression
import Messages
import Records
import Results

/// What the cleaner keeps and what it removes.
enum CompactionCases {
    private static let uses = KeyedLog.uses

    /// Two keys written in turn, so that two of six records survive.
    private static let turns = [
        [KeyedValue("a", "1")], [KeyedValue("b", "2")], [KeyedValue("a", "3")],
        [KeyedValue("b", "4")], [KeyedValue("a", "5")], [KeyedValue("c", "6")],
    ]

    static let all: [ConformanceCase] = survivors + places

    private static let survivors: [ConformanceCase] = [
        ConformanceCase(
            "cmp/latest-kept", .must, .documented,
            "After compaction the latest value of every key is there, and earlier ones are not",
            source: "Apache Kafka documentation, Log Compaction",
            explain: """
                Keys a and b in turn, c once, each in a segment of its own. The log must come to \
                hold b=4, a=5, c=6 and what is in the active segment.
                """,
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let cleaner = try await session.housekeeper(for: .cleaning)
            let topic = try await session.keyedTopic(turns)
            let records = try await session.cleaned(topic, to: 4, cleaner)

            try expect.equal(
                records.map { KeyedValue($0).description }, ["b=4", "a=5", "c=6", "head=h"],
                "what is left")
        },

        ConformanceCase(
            "cmp/within-batch", .must, .documented,
            "Compaction takes single records out of a batch, compressed or not",
            source: "Apache Kafka documentation, Log Compaction; MemoryRecords.filterTo",
            explain: """
                Batches of three records, plain and gzip, in which later ones supersede some; what \
                is left must be the latest of each key with the offsets it had.
                """,
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let cleaner = try await session.housekeeper(for: .cleaning)
            for codec in [CompressionCodec.none, .gzip] {
                let topic = try await session.keyedTopic(
                    [
                        [KeyedValue("a", "1"), KeyedValue("b", "1"), KeyedValue("c", "1")],
                        [KeyedValue("a", "2"), KeyedValue("d", "2"), KeyedValue("c", "2")],
                        [KeyedValue("c", "3")],
                    ], codec: codec)
                let records = try await session.cleaned(topic, to: 5, cleaner)

                try expect.equal(
                    records.map { KeyedValue($0).description },
                    ["b=1", "a=2", "d=2", "c=3", "head=h"], "what is left, \(codec)")
                try expect.equal(
                    records.map { $0.offset ?? -1 }, [1, 3, 4, 6, 7], "its offsets, \(codec)")
            }
        },

        ConformanceCase(
            "cmp/head-uncompacted", .must, .documented,
            "The active segment is not compacted: a reader at the head sees every record",
            source: "Apache Kafka documentation, Log Compaction: the head of the log",
            explain: """
                Superseded records in closed segments and three of one key in the active one. When \
                the former are gone, the three must all be there.
                """,
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let cleaner = try await session.housekeeper(for: .cleaning)
            let topic = try await session.createTopic(configs: KeyedLog.configs)
            try await session.appendSegments(turns, to: topic)
            let head = (1...3).map { KeyedValue("head", "h\($0)") }
            try await session.appendSegments([head], to: topic, from: turns.count)
            let records = try await session.cleaned(topic, to: 6, cleaner)

            try expect.equal(
                records.map { KeyedValue($0).description },
                ["b=4", "a=5", "c=6", "head=h1", "head=h2", "head=h3"], "what is left")
        },

        ConformanceCase(
            "cmp/tombstone-visible", .must, .documented,
            "A tombstone removes the key's values and stays for delete.retention.ms",
            source: "Topic configs: delete.retention.ms; KIP-534",
            explain: """
                Writes a key and its tombstone, with delete.retention.ms an hour. The value must \
                go and the tombstone be read.
                """,
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let cleaner = try await session.housekeeper(for: .cleaning)
            let topic = try await session.keyedTopic(
                [[KeyedValue("a", "1")], [KeyedValue("b", "2")], [KeyedValue("a", nil)]],
                configs: ["delete.retention.ms": "3600000"])
            let records = try await session.cleaned(topic, to: 3, cleaner)

            try expect.equal(
                records.map { KeyedValue($0).description }, ["b=2", "a=null", "head=h"],
                "what is left")
        },

        ConformanceCase(
            "cmp/tombstone-removed", .should, .documented,
            "A tombstone goes once delete.retention.ms is over",
            source: "Topic configs: delete.retention.ms; KIP-534",
            explain: """
                Writes a key and its tombstone, with delete.retention.ms 1, and goes on writing \
                other records, so that there is something to clean; the tombstone must go.
                """,
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let cleaner = try await session.housekeeper(for: .cleaning)
            let topic = try await session.keyedTopic(
                [[KeyedValue("a", "1")], [KeyedValue("b", "2")], [KeyedValue("a", nil)]],
                configs: ["delete.retention.ms": "1"])
            var segments = 4
            let records = try await cleaner.awaits("the tombstone gone") {
                let records = try await session.keyedRecords(topic)
                if records.allSatisfy({ $0.key?.text != "a" }) { return records }
                try await session.appendSegments(
                    [[KeyedValue("head", "h")]], to: topic, from: segments)
                segments += 1
                return nil
            }
            try expect.equal(
                records.first.map { KeyedValue($0).description }, "b=2", "first record left")
        },

        ConformanceCase(
            "cmp/compact-delete", .should, .documented,
            "With both policies old segments expire and the rest is compacted",
            source: "KIP-71",
            explain: """
                An expired segment and fresh ones of one key in turn. The expired record must go \
                although its key is never written again; then, once min.cleanable.dirty.ratio is \
                lowered from 1, superseded ones must too.
                """,
            uses: uses + [ApiUse(.incrementalAlterConfigs)], tier: .standard, .waiting
        ) { session, expect in
            let retention = try await session.housekeeper(for: .retention)
            let cleaner = try await session.housekeeper(for: .cleaning)
            // Not compacted at first: merged with a fresh one, the old segment would not expire.
            let topic = try await session.createTopic(
                configs: KeyedLog.configs.merging([
                    "cleanup.policy": "compact,delete", "retention.ms": "3600000",
                    "min.cleanable.dirty.ratio": "1",
                ]) { $1 })
            try await session.append(
                BatchDraft([
                    Record(
                        key: "gone", value: "g", timestamp: session.baseTime - 2 * 3_600_000)
                ]), to: topic)
            try await session.appendSegments(turns, to: topic)
            _ = try await retention.awaits("the expired record gone") {
                let records = try await session.keyedRecords(topic)
                return records.first?.key?.text == "gone" ? nil : true
            }
            try await session.alter(
                topic,
                ["min.cleanable.dirty.ratio": KeyedLog.configs["min.cleanable.dirty.ratio"] ?? ""])
            let records = try await session.cleaned(topic, to: 3, cleaner)

            try expect.equal(
                records.map { KeyedValue($0).description }, ["b=4", "a=5", "c=6"],
                "what is left")
        },

        ConformanceCase(
            "cmp/policy-switch", .should, .documented,
            "A topic can begin to compact and stop again, and loses nothing but what it should",
            source: "Topic configs: cleanup.policy is dynamic",
            explain: """
                Writes keys in turn under delete, switches to compact until superseded records are \
                gone, and back; the survivors must be read and new records of one key all stay.
                """,
            uses: uses + [ApiUse(.incrementalAlterConfigs)], tier: .standard, .waiting
        ) { session, expect in
            let cleaner = try await session.housekeeper(for: .cleaning)
            let topic = try await session.keyedTopic(turns, configs: ["cleanup.policy": "delete"])
            try expect.equal(
                try await session.keyedRecords(topic).count, 7, "records before the switch")
            try await session.alter(topic, ["cleanup.policy": "compact"])
            _ = try await session.cleaned(topic, to: 4, cleaner)
            try await session.alter(topic, ["cleanup.policy": "delete"])
            // Kafka answers before its brokers obey. One that cleans a topic made later does.
            try await session.cleaningRound(cleaner, times: 1)
            try await session.appendSegments(
                (0..<3).map { [KeyedValue("head", "later \($0)")] }, to: topic, from: 8)
            try await session.cleaningRound(cleaner)

            try expect.equal(
                try await session.keyedRecords(topic).map { KeyedValue($0).description },
                ["b=4", "a=5", "c=6", "head=h"] + (0..<3).map { "head=later \($0)" },
                "what is there")
        },
    ]

    private static let places: [ConformanceCase] = [
        ConformanceCase(
            "cmp/offsets-stable", .must, .documented,
            "A record that survives compaction keeps its offset and its time",
            source: "Apache Kafka documentation, Log Compaction: the offset never changes",
            explain: """
                Keys in turn in segments of their own; the survivors must have the offsets and \
                times they were written with.
                """,
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let cleaner = try await session.housekeeper(for: .cleaning)
            let topic = try await session.keyedTopic(turns)
            let records = try await session.cleaned(topic, to: 4, cleaner)

            try expect.equal(
                records.map { $0.offset ?? -1 }, [3, 4, 5, 6], "offsets that are left")
            try expect.equal(
                records.map(\.timestamp), (3...6).map { session.segmentTime($0) }, "their times")
        },

        ConformanceCase(
            "cmp/order-kept", .must, .documented,
            "Compaction does not change the order of records",
            source: "Apache Kafka documentation, Log Compaction: ordering is always maintained",
            explain: """
                Batches of several keys of which every second record is superseded later; what is \
                left must stand in the order of writing, offsets rising.
                """,
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let cleaner = try await session.housekeeper(for: .cleaning)
            let first = (0..<8).map { KeyedValue("k\($0)", "first \($0)") }
            let second = stride(from: 6, through: 0, by: -2).map {
                KeyedValue("k\($0)", "second \($0)")
            }
            let topic = try await session.keyedTopic([first, second])
            let records = try await session.cleaned(topic, to: 9, cleaner)

            let wanted =
                [1, 3, 5, 7].map { first[$0].description } + second.map(\.description) + ["head=h"]
            try expect.equal(
                records.map { KeyedValue($0).description }, wanted, "what is left, in order")
            let offsets = records.map { $0.offset ?? -1 }
            try expect.equal(offsets, offsets.sorted(), "offsets")
        },

        ConformanceCase(
            "cmp/fetch-at-hole", .must, .documented,
            "A Fetch at an offset that was removed gives the next record that is left",
            source: "Apache Kafka documentation, Log Compaction: any offset remains valid",
            explain: """
                Once offsets 0 to 2 are gone, Fetches at 0, 1 and 2 must give no error and offset \
                3 first.
                """,
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let cleaner = try await session.housekeeper(for: .cleaning)
            let topic = try await session.keyedTopic(turns)
            _ = try await session.cleaned(topic, to: 4, cleaner)
            for offset in try await session.startOffset(topic)..<3 {
                let reply = try await session.fetch(topic, at: offset)
                try expect.noError(reply.error, "error at offset \(offset)")
                try expect.equal(
                    try reply.read().first?.offset, 3, "first offset read at \(offset)",
                    at: reply.records.sighting)
            }
        },

        ConformanceCase(
            "lo/after-compaction", .must, .documented,
            "The time of a removed record gives the next one that is left",
            source: "KIP-79; Apache Kafka documentation, Log Compaction",
            explain: """
                Once offsets 0 to 2 are gone, their times must give offset 3 and its time.
                """,
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let cleaner = try await session.housekeeper(for: .cleaning)
            let topic = try await session.keyedTopic(turns)
            _ = try await session.cleaned(topic, to: 4, cleaner)
            for index in 0..<3 {
                let reply = try await session.listOffsets(topic, at: session.segmentTime(index))
                try expect.noError(reply.error)
                try expect.equal(reply.offset, 3, "offset for the time of record \(index)")
                try expect.equal(reply.timestamp, session.segmentTime(3))
            }
        },

        ConformanceCase(
            "off/no-reuse-compaction", .must, .safety,
            "Compaction leaves the end of the log where it was: no offset is given again",
            source: "Apache Kafka documentation, Log Compaction: the offset never changes",
            explain: """
                Of six records three are superseded and go; the end must stay at 7, and the next \
                record get that offset.
                """,
            uses: uses, tier: .standard, .waiting
        ) { session, expect in
            let cleaner = try await session.housekeeper(for: .cleaning)
            let topic = try await session.keyedTopic(turns)
            _ = try await session.cleaned(topic, to: 4, cleaner)

            try expect.equal(try await session.endOffset(topic), 7, "latest offset")
            let next = try await session.produce(
                BatchDraft([
                    Record(key: "a", value: "7", timestamp: session.segmentTime(7))
                ]), to: topic)
            try expect.noError(next.error)
            try expect.equal(next.baseOffset, 7)
        },
    ]
}
