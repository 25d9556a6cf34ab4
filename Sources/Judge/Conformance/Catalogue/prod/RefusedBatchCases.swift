// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Compression
import Messages
import Records
import Results

/// Batches that must be refused and leave no trace.
enum RefusedBatchCases {
    /// A case that sends damaged records to a log of one good record: an error must come, and the
    /// log must still hold that record alone.
    private static func refused(
        _ id: String, _ level: Level, _ basis: Basis, _ title: String, source: String,
        explain: String, errors: [ErrorCode], configs: [String: String] = [:],
        records: @escaping @Sendable (Session) throws -> ByteSlice?
    ) -> ConformanceCase {
        ConformanceCase(
            id, level, basis, title, source: source, explain: explain,
            uses: [.produce, .fetch, .listOffsets], .negative
        ) { session, expect in
            let topic = try await session.createTopic(configs: configs)
            let good = BatchDraft(session.records(["good"], key: "k"))
            try await session.append(good, to: topic)
            let reply = try await session.produce(try records(session), to: topic)

            if errors.isEmpty {
                try expect.refused(reply.error)
            } else {
                try expect.error(reply.error, isOneOf: errors)
            }
            try expect.equal(try await session.endOffset(topic), 1, "end of the log")
            try expect.equal(try await session.readValues(topic), ["good"], "values read")
        }
    }

    /// The same with one field of a good batch of three records changed.
    private static func lying(
        _ id: String, _ level: Level, _ basis: Basis, _ title: String, source: String,
        explain: String, errors: [ErrorCode],
        change: @escaping @Sendable (inout BatchDraft) -> Void
    ) -> ConformanceCase {
        refused(
            id, level, basis, title, source: source, explain: explain, errors: errors
        ) { session in
            var draft = session.batch("a", "b", "c")
            change(&draft)
            return try draft.encoded()
        }
    }

    static let all: [ConformanceCase] = [
        refused(
            "prod/crc-bad", .must, .safety,
            "A batch whose checksum does not cover its bytes is refused and leaves no trace",
            source: "Record batch v2: the CRC covers attributes to the end of the batch",
            explain: "Turns one bit of a value; CORRUPT_MESSAGE, and nothing is appended.",
            errors: [.corruptMessage]
        ) { try $0.batch("a", "b").encoded().flippingBit(at: -2) },
        refused(
            "prod/crc-bad-header", .must, .safety,
            "The checksum covers the batch's header as well",
            source: "Record batch v2: attributes, deltas, times and producer are covered",
            explain: "Turns one bit of the base timestamp; CORRUPT_MESSAGE.",
            errors: [.corruptMessage]
        ) { try $0.batch("a", "b").encoded().flippingBit(at: 34) },
        lying(
            "prod/count-mismatch", .must, .safety,
            "A last offset delta that is not the count less one is refused",
            source: "LogValidator.validateBatch; offsets would no longer be dense",
            explain: "Three records under lastOffsetDelta 5; INVALID_RECORD.",
            errors: [.invalidRecord]
        ) { $0.lastOffsetDelta = 5 },
        lying(
            "prod/neg-last-delta", .must, .observed, "A negative last offset delta is refused",
            source: "LogValidator.validateBatch",
            explain: "Three records under lastOffsetDelta -1.",
            errors: [.invalidRecord]
        ) { $0.lastOffsetDelta = -1 },
        lying(
            "prod/record-count-lies", .must, .safety,
            "A header that counts more records than there are is refused",
            source: "DefaultRecordBatch: the iterator checks the count",
            explain: "Three records under a count of four and lastOffsetDelta 3.",
            errors: [.invalidRecord, .corruptMessage]
        ) {
            $0.recordCount = 4
            $0.lastOffsetDelta = 3
        },
        lying(
            "prod/record-count-short", .must, .safety,
            "A header that counts fewer records than there are is refused",
            source: "DefaultRecordBatch: incorrect declared batch size, records still remaining",
            explain: "Three records under a count of two and lastOffsetDelta 1.",
            errors: [.invalidRecord, .corruptMessage]
        ) {
            $0.recordCount = 2
            $0.lastOffsetDelta = 1
        },
        lying(
            "prod/trailing-in-batch", .should, .observed,
            "Bytes behind the last record inside a batch are refused",
            source: "DefaultRecordBatch", explain: "Three records and four bytes more.",
            errors: [.invalidRecord, .corruptMessage]
        ) { $0.trailing = [1, 2, 3, 4] },
        lying(
            "prod/control-batch", .must, .safety, "A client cannot write control batches",
            source: "LogValidator.validateBatch; control records end transactions",
            explain: "A batch with the control bit; INVALID_RECORD.", errors: [.invalidRecord]
        ) { $0.attributes = BatchDraft.controlBit },
        lying(
            "prod/pid-negative-seq", .must, .observed,
            "A producer id without a sequence is refused",
            source: "LogValidator.validateBatch", explain: "Producer id 1 with base sequence -1.",
            errors: [.invalidRecord]
        ) {
            $0.producerId = 1
            $0.producerEpoch = 0
        },
        lying(
            "prod/magic-3", .must, .observed, "A batch of a format nobody knows is refused",
            source: "RecordBatch.CURRENT_MAGIC_VALUE is 2", explain: "A batch whose magic is 3.",
            errors: []
        ) { $0.magic = 3 },
        lying(
            "prod/codec-unknown", .must, .observed, "A codec that does not exist is refused",
            source: "CompressionType.forId", explain: "A batch whose attributes name codec 6.",
            errors: []
        ) { $0.attributes = 6 },
        lying(
            "prod/empty-batch", .should, .observed, "A batch without records is refused",
            source: "LogValidator.validateBatch", explain: "A batch with a record count of 0.",
            errors: [.invalidRecord, .corruptMessage]
        ) {
            $0.records = []
            $0.lastOffsetDelta = 0
        },
        refused(
            "prod/two-batches", .must, .documented,
            "A partition takes one batch a request",
            source: "LogValidator; Produce 3: exactly one record batch",
            explain: "Two good batches one behind the other; INVALID_RECORD, none appended.",
            errors: [.invalidRecord]
        ) { try $0.batch("a").encoded() + $0.batch("b").encoded() },
        refused(
            "prod/zero-batches", .should, .observed, "An empty record set is refused",
            source: "ProduceRequest.validateRecords", explain: "Records of zero bytes.",
            errors: []
        ) { _ in .empty },
        refused(
            "prod/truncated-batch", .must, .safety, "Half a batch is refused",
            source: "MemoryRecords; ByteBufferLogInputStream",
            explain: "The first 70 bytes of a batch of 90 or more.", errors: []
        ) { try $0.batch("a", "b", "c").encoded().prefix(70) },
        refused(
            "prod/lz4-inner-checksum-bad", .should, .observed,
            "A broken LZ4 frame under a right checksum is refused",
            source:
                "Lz4BlockInputStream; testCorruptLz4ProduceRequest breaks the batch's checksum too",
            explain: """
                An LZ4 batch whose frame descriptor checksum is wrong while the batch's own is \
                right; any error (Kafka answers UNKNOWN_SERVER_ERROR), and nothing is appended.
                """,
            errors: []
        ) { session in
            var draft = session.batch("a", "b")
            draft.codec = .lz4
            // Byte 6 is the checksum of the frame descriptor.
            draft.payload = try BatchDraft.compress(draft.plainPayload, .lz4).flippingBit(at: 6)
            return try draft.encoded()
        },
        refused(
            "prod/gzip-garbage", .must, .observed,
            "Bytes that are not of the codec they are said to be are refused",
            source: "LogValidator decompresses what it validates",
            explain: "A gzip batch whose payload is noise; refused, none appended.", errors: []
        ) { session in
            var draft = session.batch("a")
            draft.codec = .gzip
            draft.payload = session.noise(64)
            return try draft.encoded()
        },
        refused(
            "prod/ts-after-max", .should, .documented,
            "A time too far in the future is refused",
            source: "KIP-937: message.timestamp.after.max.ms",
            explain: "after.max of one minute, a record an hour ahead; INVALID_TIMESTAMP.",
            errors: [.invalidTimestamp], configs: ["message.timestamp.after.max.ms": "60000"]
        ) { session in
            try BatchDraft([Record(value: "v", timestamp: session.baseTime + 3_660_000)]).encoded()
        },
        refused(
            "prod/ts-before-max", .should, .documented, "A time too far in the past is refused",
            source: "KIP-937: message.timestamp.before.max.ms",
            explain: "before.max of ten minutes, a record of an hour ago; INVALID_TIMESTAMP.",
            errors: [.invalidTimestamp], configs: ["message.timestamp.before.max.ms": "600000"]
        ) { session in
            try BatchDraft([Record(value: "v", timestamp: session.baseTime - 3_600_000)]).encoded()
        },
        refused(
            "prod/too-large", .must, .documented,
            "A batch beyond max.message.bytes is MESSAGE_TOO_LARGE",
            source: "Topic configs: max.message.bytes; librdkafka 0003",
            explain: "A limit of 2,000 bytes and a batch of 5,000; error 10.",
            errors: [.messageTooLarge], configs: ["max.message.bytes": "2000"]
        ) { try $0.batch(count: 1, bytes: 5_000).encoded() },
        refused(
            "prod/too-large-by-one", .must, .documented,
            "A batch one byte beyond max.message.bytes is refused",
            source: "UnifiedLog.analyzeAndValidateRecords: greater than the limit",
            explain: "A limit of 2,000 bytes and a batch of 2,001; error 10.",
            errors: [.messageTooLarge], configs: ["max.message.bytes": "2000"]
        ) { try $0.batch(sized: 2_001).encoded() },
        refused(
            "prod/record-errors-keyless-compact", .must, .documented,
            "A record without a key is refused on a compacted topic",
            source: "KIP-467; librdkafka 0011",
            explain: """
                Sends a batch of two records, the second without a key, to a compacted topic; \
                INVALID_RECORD, and neither is appended.
                """,
            errors: [.invalidRecord], configs: ["cleanup.policy": "compact"]
        ) { session in
            try BatchDraft(session.records(["a"], key: "k") + session.records(["b"])).encoded()
        },

        ConformanceCase(
            "prod/record-errors-keyless-index", .should, .documented,
            "The reply names the records without a key and says why",
            source: "KIP-467: record_errors and error_message",
            explain: """
                Sends three records to a compacted topic, those at 0 and 2 without a key; \
                record_errors must name 0 and 2, error_message must not be null.
                """,
            uses: [.produce(8...Int16.max), .createTopics], .negative
        ) { session, expect in
            let topic = try await session.createTopic(configs: ["cleanup.policy": "compact"])
            let keyless = session.records(["a", "c"])
            let draft = BatchDraft([
                keyless[0], session.records(["b"], key: "k")[0], keyless[1],
            ])
            let reply = try await session.produce(draft, to: topic)

            try expect.error(reply.error, is: .invalidRecord)
            try expect.equal(reply.recordErrors, [0, 2])
            try expect.isTrue(
                reply.errorMessage.value != nil, "an error message",
                actual: "null", at: reply.errorMessage.sighting)
        },

        ConformanceCase(
            "prod/record-errors-timestamp", .should, .documented,
            "Records with a refused time are named one by one",
            source: "KIP-467; testProduceWithInvalidTimestamp",
            explain: """
                Sends three records an hour ahead of an after.max of one minute; INVALID_TIMESTAMP \
                with record_errors 0, 1 and 2.
                """,
            uses: [.produce(8...Int16.max), .createTopics], .negative
        ) { session, expect in
            let topic = try await session.createTopic(
                configs: ["message.timestamp.after.max.ms": "60000"])
            let draft = BatchDraft(
                (0..<3).map { index in
                    Record(value: "v\(index)", timestamp: session.baseTime + 3_660_000)
                })
            let reply = try await session.produce(draft, to: topic)

            try expect.error(reply.error, is: .invalidTimestamp)
            try expect.equal(reply.recordErrors, [0, 1, 2])
        },

        ConformanceCase(
            "prod/null-records", .should, .observed,
            "Null records are refused or end the connection",
            source: "ProduceRequest.json: records are nullable; KafkaApis never answers them",
            explain: """
                Sends null in place of records; nothing may be appended and others must be served. \
                A broker that never answers, as Kafka does, is not strict.
                """,
            uses: [.produce, .listOffsets], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let link = try await session.connect(leaderOf: topic)
            let version = try session.version(of: ProduceRequest.self)
            let frame = try await link.post(
                session.produceRequest([(topic, 0, nil)]), version: version, correlationId: 1)
            switch try await link.outcome(within: .seconds(2)) {
            case .closed: break
            case .silence: expect.nonstrict("never answers, as Kafka does")
            case .reply(let bytes):
                let reply = try link.decode(
                    bytes, as: ProduceResponse.self, version: version, request: frame)
                try expect.refused(try Produced(reply, partition: 0).error)
            }
            try expect.equal(try await session.endOffset(topic), 0, "end of the log")
        },
    ]
}
