// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// Fields of a batch that the broker sets, keeps or leaves alone.
enum BatchHeaderCases {
    /// Appends a batch and gives back the one that is read at its offset.
    private static func stored(
        _ draft: BatchDraft, in topic: Topic, _ session: Session
    ) async throws -> (batch: RecordBatchView, reply: Fetched) {
        let base = try await session.append(draft, to: topic)
        let reply = try await session.fetch(topic, at: base)
        let (_, batch) = try reply.reply.only(
            try reply.batches(), at: "responses[0].partitions[0].records",
            "the batch at offset \(base)")
        return (batch, reply)
    }

    static let all: [ConformanceCase] = [
        ConformanceCase(
            "prod/client-base-offset-ignored", .must, .observed,
            "A base offset other than 0 that a client writes never reaches the log",
            source: "UnifiedLog.analyzeAndValidateRecords: the base offset should be 0",
            explain: """
                Sends a batch with base offset 999 into a log that ends at 1. INVALID_RECORD and \
                no append are the rule; to overwrite it with 1, as old brokers do, is an alternative.
                """,
            uses: [.produce, .fetch, .listOffsets], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("first"), to: topic)
            var draft = session.batch("second")
            draft.baseOffset = 999
            let reply = try await session.produce(draft, to: topic)

            try expect.error(reply.error, is: .invalidRecord, orAlternatively: [.none])
            let isTaken = reply.error.value == .none
            if isTaken { try expect.equal(reply.baseOffset, 1) }
            let offsets = try await session.readAll(topic).compactMap(\.offset)
            try expect.equal(offsets, isTaken ? [0, 1] : [0], "offsets in the log")
        },

        ConformanceCase(
            "prod/leader-epoch-overwritten", .must, .documented,
            "The leader epoch a client writes is overwritten with the real one",
            source: "LogValidator; KIP-101",
            explain: """
                Sends a batch with partition leader epoch 77; read back, it must hold the epoch \
                that Metadata tells, and its checksum must still be right.
                """,
            uses: [.produce, .fetch, .metadata(7...Int16.max)]
        ) { session, expect in
            let topic = try await session.createTopic()
            var draft = session.batch("v")
            draft.partitionLeaderEpoch = 77
            let (batch, reply) = try await stored(draft, in: topic, session)
            let metadata = try await session.metadata(of: [topic.name])
            let epoch = metadata.message.topics.first?.partitions.first?.leaderEpoch ?? -1

            try expect.equal(
                batch.partitionLeaderEpoch, epoch, "leader epoch of the stored batch",
                at: reply.records.sighting)
        },

        ConformanceCase(
            "prod/crc-excludes-epoch", .must, .documented,
            "A stored batch has a right checksum",
            source: "Record batch v2: the CRC covers attributes to the end, not offset nor epoch",
            explain: "Sends a batch and recomputes CRC-32C over the one read back.",
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            var draft = session.batch("a", "b", "c")
            draft.partitionLeaderEpoch = 9
            let (batch, reply) = try await stored(draft, in: topic, session)

            try expect.equal(
                batch.crc, batch.computedCRC, "checksum of the stored batch",
                at: reply.records.sighting)
        },

        ConformanceCase(
            "prod/ts-createtime", .must, .documented,
            "Create times are kept, and the reply tells no append time",
            source: "KIP-32",
            explain: """
                Sends records with times of their own; log_append_time_ms must be -1 and the times \
                must come back.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic(
                configs: ["message.timestamp.type": "CreateTime"])
            let draft = session.batch("a", "b", "c")
            let reply = try await session.produce(draft, to: topic)

            try expect.noError(reply.error)
            try expect.equal(reply.logAppendTime, -1)
            let read = try await session.readAll(topic)
            try expect.equal(read.map(\.timestamp), draft.records.map(\.timestamp), "times read")
        },

        ConformanceCase(
            "prod/ts-logappend", .must, .documented,
            "On a LogAppendTime topic every record gets the broker's time",
            source: "KIP-32; LogAppendTimeTest",
            explain: """
                Sends records a minute old; the reply must tell the append time, the stored batch \
                must carry the LogAppendTime bit, that time as its greatest, and a right checksum.
                """,
            uses: [.produce, .fetch, .createTopics]
        ) { session, expect in
            let topic = try await session.createTopic(
                configs: ["message.timestamp.type": "LogAppendTime"])
            let draft = session.batch("a", "b")
            let produced = try await session.produce(draft, to: topic)
            try expect.noError(produced.error)
            let time = produced.logAppendTime.value
            try expect.isTrue(
                time > session.baseTime, "an append time of now", actual: "\(time)",
                at: produced.logAppendTime.sighting)

            let reply = try await session.fetch(topic, at: 0)
            let (_, batch) = try reply.reply.only(
                try reply.batches(), at: "responses[0].partitions[0].records", "a batch")
            try expect.isTrue(
                batch.attributes.isLogAppendTime, "the LogAppendTime bit",
                at: reply.records.sighting)
            try expect.equal(
                batch.maxTimestamp, time, "greatest time of the batch", at: reply.records.sighting)
            try expect.equal(
                try reply.read().map(\.timestamp), [time, time], "times of the records",
                at: reply.records.sighting)
        },

        ConformanceCase(
            "prod/ts-negative-delta", .must, .documented,
            "Records need not be in the order of their times",
            source: "KIP-32; timestamp deltas are signed",
            explain: """
                Sends three records with times 20, 0 and 10 ms; they must come back in the order \
                sent, and the batch must say its greatest time.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            var draft = session.batch("a", "b", "c")
            for (index, time) in [20, 0, 10].enumerated() {
                draft.records[index].timestamp = session.baseTime + Int64(time)
            }
            let (batch, reply) = try await stored(draft, in: topic, session)

            try expect.equal(
                batch.maxTimestamp, session.baseTime + 20, "greatest time of the batch",
                at: reply.records.sighting)
            try expect.equal(
                try reply.read().map(\.timestamp), draft.records.map(\.timestamp), "times read")
        },

        ConformanceCase(
            "prod/ts-max-wrong", .should, .observed,
            "A greatest time that lies does not reach the log",
            source: "LogValidator recomputes or refuses; ListOffsets depends on it",
            explain: """
                Sends records of a minute ago under a header whose max_timestamp is an hour \
                earlier. Kafka keeps uncompressed batches' own maximum by assigning it anew; a \
                refusal is an alternative.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            var draft = session.batch("a", "b")
            draft.maxTimestamp = session.baseTime - 3_600_000
            let produced = try await session.produce(draft, to: topic)
            guard produced.error.value == .none else {
                return expect.alternative("refuses it with \(produced.error.value)")
            }
            let reply = try await session.fetch(topic, at: 0)
            let (_, batch) = try reply.reply.only(
                try reply.batches(), at: "responses[0].partitions[0].records", "a batch")
            try expect.equal(
                batch.maxTimestamp, session.baseTime + 1, "greatest time of the stored batch",
                at: reply.records.sighting)
        },

        ConformanceCase(
            "prod/ts-none", .should, .observed,
            "Records without a time are accepted",
            source: "LogValidator: NO_TIMESTAMP passes",
            explain: "Sends a record with timestamp -1; it must be stored.",
            uses: [.produce, .listOffsets]
        ) { session, expect in
            let topic = try await session.createTopic(configs: ["retention.ms": "-1"])
            let draft = BatchDraft([Record(key: nil, value: "v", timestamp: -1)])
            let reply = try await session.produce(draft, to: topic)

            try expect.noError(reply.error)
            try expect.equal(try await session.endOffset(topic), 1, "end of the log")
        },

        ConformanceCase(
            "prod/attributes-reserved", .may, .observed,
            "Attribute bits without a meaning are no reason to fail",
            source: "Record batch v2: bits 7 to 15 are unused",
            explain: """
                Sends a batch with bit 14 set: stored and readable, or refused as an alternative.
                """,
            uses: [.produce, .fetch], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            var draft = session.batch("v")
            draft.attributes = 1 << 14
            let reply = try await session.produce(draft, to: topic)

            guard reply.error.value == .none else {
                return expect.alternative("refuses it with \(reply.error.value)")
            }
            try expect.equal(try await session.readValues(topic), ["v"], "values read")
        },

        ConformanceCase(
            "prod/delete-horizon-bit", .should, .observed,
            "A client's delete-horizon bit does not change what consumers read",
            source: "KIP-534: bit 6 is set by the cleaner",
            explain: """
                Sends a batch with bit 6 set. It must be refused, or its record be read with the \
                time it was sent with.
                """,
            uses: [.produce, .fetch], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            var draft = session.batch("v")
            draft.attributes = BatchDraft.deleteHorizonBit
            let reply = try await session.produce(draft, to: topic)

            guard reply.error.value == .none else {
                return expect.alternative("refuses it with \(reply.error.value)")
            }
            let read = try await session.readAll(topic)
            try expect.equal(read.map(\.timestamp), draft.records.map(\.timestamp), "times read")
        },

        ConformanceCase(
            "prod/ts-client-sets-append-bit", .should, .observed,
            "A LogAppendTime bit that a client sets does not reach a CreateTime log",
            source: "LogValidator; MutableRecordBatch.setMaxTimestamp writes the topic's own type",
            explain: """
                Sends a batch with the timestamp type bit. Kafka stores it with the bit cleared \
                and the times kept; a refusal is an alternative.
                """,
            uses: [.produce, .fetch], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            var draft = session.batch("a", "b")
            draft.attributes = BatchDraft.logAppendTimeBit
            let produced = try await session.produce(draft, to: topic)
            guard produced.error.value == .none else {
                return expect.alternative("refuses it with \(produced.error.value)")
            }
            let reply = try await session.fetch(topic, at: 0)
            let (_, batch) = try reply.reply.only(
                try reply.batches(), at: "responses[0].partitions[0].records", "a batch")
            try expect.isTrue(
                !batch.attributes.isLogAppendTime, "the LogAppendTime bit cleared",
                at: reply.records.sighting)
            try expect.equal(
                try reply.read().map(\.timestamp), draft.records.map(\.timestamp), "times read",
                at: reply.records.sighting)
        },
    ]
}
