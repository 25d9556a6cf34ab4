// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// Acknowledgements, offsets, and which partitions take records.
enum AcknowledgementCases {
    static let all: [ConformanceCase] = [
        ConformanceCase(
            "prod/acks-0-silent", .must, .documented,
            "Produce with acks 0 gets no reply at all, and its record is there",
            source: "Protocol guide, Produce: no response when acks is 0; librdkafka 0008",
            explain: """
                Sends a batch with acks 0 and a Metadata behind it; the first bytes back must be \
                the reply to Metadata, and the record must soon be readable.
                """,
            uses: [.produce, .metadata, .listOffsets, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            let link = try await session.connect(leaderOf: topic)
            let request = session.produceRequest(
                [(topic, 0, try session.batch("silent").encoded())], acks: 0)
            _ = try await link.post(
                request, version: session.version(of: ProduceRequest.self), correlationId: 41)
            _ = try await link.post(
                MetadataRequest.with { $0.topics = [] },
                version: session.version(of: MetadataRequest.self), correlationId: 42)
            let frame = try await link.nextFrame("the request behind acks 0")
            try expect.equal(frame.bigEndianInt32(at: 0), 42, "correlation id of the first reply")

            let end = try await session.eventually("the record in the log") {
                let end = try await session.endOffset(topic)
                return end > 0 ? end : nil
            }
            try expect.equal(end, 1, "end of the log")
            try expect.equal(try await session.readValues(topic), ["silent"], "values read")
        },

        ConformanceCase(
            "prod/acks-0-error-closes", .should, .observed,
            "A refused Produce with acks 0 ends the connection, having no other way to tell",
            source: "KafkaApis.handleProduceRequest",
            explain: """
                Sends acks 0 to a partition that does not exist; the connection must end. Silence \
                loses records without a sign and counts as not strict.
                """,
            uses: [.produce(3...12), .createTopics], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let link = try await session.connect(leaderOf: topic)
            _ = try await link.post(
                session.produceRequest(
                    [(topic, 9, try session.batch("v").encoded())], acks: 0),
                version: session.version(of: ProduceRequest.self), correlationId: 1)
            switch try await link.outcome(within: .seconds(2)) {
            case .closed: break
            case .silence: expect.nonstrict("says nothing and keeps the connection")
            case .reply(let frame):
                throw expect.fail(
                    "Produce with acks 0", expected: "no reply",
                    actual: "\(frame.count) bytes: \(frame.prefix(24).hex)")
            }
        },

        ConformanceCase(
            "prod/acks-1", .must, .documented, "Produce with acks 1 tells the base offset",
            source: "Protocol guide, Produce",
            explain: "Sends two batches with acks 1: no error, base offsets 0 and 2.",
            uses: [.produce]
        ) { session, expect in
            let topic = try await session.createTopic()
            for (values, base) in [(["a", "b"], 0), (["c"], 2)] as [([String], Int64)] {
                let reply = try await session.produce(
                    BatchDraft(session.records(values)), to: topic, acks: 1)
                try expect.noError(reply.error)
                try expect.equal(reply.baseOffset, base)
            }
        },

        ConformanceCase(
            "prod/acks-all", .must, .documented,
            "What acks -1 acknowledged can be read at once",
            source: "Producer configs, acks: the leader waits for all in-sync replicas",
            explain: """
                Sends a batch with acks -1 and, on its reply, fetches without waiting: the record \
                must be below the high watermark and in the reply.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            for index in 0..<5 {
                let base = try await session.append(session.batch("v\(index)"), to: topic)
                let reply = try await session.fetch(topic, at: base)
                try expect.noError(reply.error)
                try expect.equal(reply.highWatermark, base + 1)
                try expect.equal(
                    try reply.read().map { $0.value?.text }, ["v\(index)"], "record read back",
                    at: reply.records.sighting)
            }
        },

        ConformanceCase(
            "prod/acks-invalid", .must, .documented,
            "Other numbers of acks are INVALID_REQUIRED_ACKS",
            source: "ReplicaManager.isValidRequiredAcks",
            explain: "Sends acks 2 and -2: error 21 for the partition, and nothing is appended.",
            uses: [.produce, .listOffsets], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            for acks: Int16 in [2, -2] {
                let reply = try await session.produce(session.batch("v"), to: topic, acks: acks)
                try expect.error(reply.error, is: .invalidRequiredAcks, "error for acks \(acks)")
            }
            try expect.equal(try await session.endOffset(topic), 0, "end of the log")
        },

        ConformanceCase(
            "prod/base-offset-seq", .must, .documented,
            "Offsets are dense: each batch begins where the one before ended",
            source: "ProduceRequestTest; RecordBatch baseOffset",
            explain: """
                Sends batches of 1, 3, 2 and 5 records; base offsets 0, 1, 4 and 6, and the log \
                ends at 11.
                """,
            uses: [.produce, .listOffsets, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            var next: Int64 = 0
            for count in [1, 3, 2, 5] {
                let reply = try await session.produce(
                    session.batch(count: count, bytes: 10), to: topic)
                try expect.noError(reply.error)
                try expect.equal(reply.baseOffset, next)
                next += Int64(count)
            }
            try expect.equal(try await session.endOffset(topic), next, "end of the log")
            let offsets = try await session.readAll(topic).compactMap(\.offset)
            try expect.equal(offsets, Array(0..<next), "offsets of the records read")
        },

        ConformanceCase(
            "prod/log-start-offset", .should, .documented,
            "The reply tells where the log begins",
            source: "KIP-107; Produce 5",
            explain: "Sends a batch; log_start_offset must be 0.",
            uses: [.produce(5...Int16.max)]
        ) { session, expect in
            let topic = try await session.createTopic()
            let reply = try await session.produce(session.batch("v"), to: topic)

            try expect.noError(reply.error)
            try expect.equal(reply.logStartOffset, 0)
        },

        ConformanceCase(
            "prod/unknown-topic", .must, .documented,
            "A topic that is not there is refused, others in the request are served",
            source: "Protocol guide, Produce",
            explain: """
                Sends to an unknown and a known topic together; error 3 for the first, an append \
                for the second.
                """,
            uses: [.produce(3...12), .listOffsets], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let missing = Topic(name: session.topicName("missing"))
            let records = try session.batch("v").encoded()
            let reply = try await session.call(
                session.produceRequest([(missing, 0, records), (topic, 0, records)]),
                leaderOf: topic, 0)
            let (first, _) = try reply.only(
                reply.message.responses, at: "responses", "the missing topic"
            ) { $0.name == missing.name }
            let (second, _) = try reply.only(
                reply.message.responses, at: "responses", "the known topic"
            ) { $0.name == topic.name }

            try expect.error(
                try Produced(reply, topic: first, partition: 0).error,
                is: .unknownTopicOrPartition)
            try expect.noError(try Produced(reply, topic: second, partition: 0).error)
            try expect.equal(try await session.endOffset(topic), 1, "end of the known log")
        },

        ConformanceCase(
            "prod/unknown-partition", .must, .documented,
            "A partition that is not there is UNKNOWN_TOPIC_OR_PARTITION",
            source: "Protocol guide, Produce",
            explain: "Sends to partition 7 of a topic of one.",
            uses: [.produce], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let link = try await session.link(leaderOf: topic, 0)
            let reply = try await session.produce(
                session.batch("v"), to: topic, partition: 7, on: link)

            try expect.error(reply.error, is: .unknownTopicOrPartition)
        },

        ConformanceCase(
            "prod/unknown-topic-id", .must, .documented,
            "An id that no topic has is UNKNOWN_TOPIC_ID",
            source: "KIP-516; Produce 13",
            explain: "Sends Produce 13 with an id nobody has.",
            uses: [.produce(13...Int16.max)], .negative
        ) { session, expect in
            let topic = Topic(name: "", id: Uuid(high: 0x1234_5678_9ABC_4DEF, low: 1 << 63 | 5))
            let reply = try await session.produce(
                session.batch("v"), to: topic, on: try await session.link())

            try expect.error(reply.error, is: .unknownTopicId)
        },

        ConformanceCase(
            "prod/multi-topic-partial", .must, .documented,
            "One refused partition does not keep the others from being appended",
            source: "Protocol guide: errors of Produce are those of partitions",
            explain: """
                Sends a good batch, a damaged one and a good one to three partitions in one \
                request; the two good ones must be appended, the damaged one refused.
                """,
            uses: [.produce, .listOffsets], .negative
        ) { session, expect in
            let topics = [
                try await session.createTopic(), try await session.createTopic(),
                try await session.createTopic(),
            ]
            let good = try session.batch("good").encoded()
            let reply = try await session.call(
                session.produceRequest([
                    (topics[0], 0, good), (topics[1], 0, good.flippingBit(at: -2)),
                    (topics[2], 0, good),
                ]), leaderOf: topics[0], 0)

            for (index, topic) in topics.enumerated() {
                let (place, _) = try reply.only(
                    reply.message.responses, at: "responses", "topic \(index)"
                ) { $0.name == topic.name || ($0.name.isEmpty && $0.topicId == topic.id) }
                let found = try Produced(reply, topic: place, partition: 0)
                try expect.error(found.error, is: index == 1 ? .corruptMessage : .none)
                try expect.equal(
                    try await session.endOffset(topic), index == 1 ? 0 : 1,
                    "end of log \(index)")
            }
        },

        ConformanceCase(
            "prod/order-per-conn", .must, .safety,
            "Pipelined batches of one connection are stored in the order sent",
            source: "Protocol guide; producers with several requests in flight rely on it",
            explain: """
                Pipelines 100 Produce requests; the replies must come in their order with base \
                offsets 0 to 99, and a read must give the values in that order.
                """,
            uses: [.produce, .fetch]
        ) { session, expect in
            let topic = try await session.createTopic()
            let link = try await session.connect(leaderOf: topic)
            let version = try session.version(of: ProduceRequest.self)
            var frames: [ByteSlice] = []
            for index in 0..<100 {
                let records = try session.batch("v\(index)").encoded()
                frames.append(
                    try await link.post(
                        session.produceRequest([(topic, 0, records)]), version: version,
                        correlationId: Int32(index)))
            }
            for (index, frame) in frames.enumerated() {
                let reply = try link.decode(
                    try await link.nextFrame("reply \(index)"), as: ProduceResponse.self,
                    version: version, request: frame)
                let found = try Produced(reply, partition: 0)
                try expect.noError(found.error)
                try expect.equal(found.baseOffset, Int64(index))
            }
            try expect.equal(
                try await session.readValues(topic), (0..<100).map { "v\($0)" }, "values read")
        },

        ConformanceCase(
            "prod/dup-partition-entry", .should, .observed,
            "A partition that stands twice in one request does no harm",
            source: "ProduceRequest; Kafka keeps one of the two",
            explain: """
                Sends two batches for one partition in two entries. An error or an append of one \
                or both will do; the log must end as many records later as can be read.
                """,
            uses: [.produce, .listOffsets, .fetch], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let link = try await session.connect(leaderOf: topic)
            let request = session.produceRequest([
                (topic, 0, try session.batch("a").encoded()),
                (topic, 0, try session.batch("b").encoded()),
            ])
            _ = try await link.post(
                request, version: session.version(of: ProduceRequest.self), correlationId: 1)
            try await expect.closes(link, "a partition twice") { _ in }

            let end = try await session.endOffset(topic)
            let values = try await session.readValues(topic)
            try expect.equal(values.count, Int(end), "records read of a log that ends at \(end)")
            try expect.isTrue(
                Set(values).isSubset(of: ["a", "b"]) && Set(values).count == values.count,
                "each batch at most once", actual: "\(values)")
        },
    ]
}
