// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// Which topics Metadata lists, and what it says of those that are not there.
enum MetadataTopicCases {
    /// The error of a topic in a reply.
    private static func error(
        of name: String, in reply: Reply<MetadataResponse>
    ) throws -> Observed<ErrorCode> {
        let (index, topic) = try reply.only(reply.message.topics, at: "topics", name) {
            $0.name == name
        }
        return reply.error("topics[\(index)].errorCode", topic.errorCode)
    }

    static let all: [ConformanceCase] = [
        ConformanceCase(
            "meta/all-null", .must, .documented, "Null topics ask for all topics",
            source: "MetadataRequest.json; MetadataRequestTest.testAllTopicsRequest",
            explain: "Creates a topic and asks with topics null; the list must hold it.",
            uses: [.metadata(1...Int16.max), .createTopics]
        ) { session, expect in
            let topic = try await session.createTopic()
            let reply = try await session.metadata(of: nil)

            try expect.noError(try error(of: topic.name, in: reply))
        },

        ConformanceCase(
            "meta/none-empty", .must, .documented, "An empty list of topics asks for none",
            source: "MetadataRequest.json; MetadataRequestTest.testNoTopicsRequest",
            explain: "Asks with an empty list: no topic, and at least one broker.",
            uses: [.metadata(1...Int16.max), .createTopics]
        ) { session, expect in
            _ = try await session.createTopic()
            let reply = try await session.metadata(of: [])

            try expect.equal(reply.at("topics", reply.message.topics.count), 0)
            try expect.atLeast(reply.at("brokers", reply.message.brokers.count), 1)
        },

        ConformanceCase(
            "meta/v0-empty-all", .must, .documented,
            "In version 0 an empty list asks for all topics",
            source: "MetadataRequest.json: before version 1 null cannot be said",
            explain: "Creates a topic and asks version 0 with an empty list; it must be listed.",
            uses: [.metadata(0...0), .createTopics]
        ) { session, expect in
            let topic = try await session.createTopic()
            let reply = try await session.metadata(of: [], version: 0)

            try expect.noError(try error(of: topic.name, in: reply))
        },

        ConformanceCase(
            "meta/unknown-topic", .must, .documented,
            "A topic that is not there is UNKNOWN_TOPIC_OR_PARTITION, the others are served",
            source: "Protocol guide, Metadata; KIP-361",
            explain: """
                Asks for a known and an unknown topic without creation; error 3 for the unknown \
                one alone.
                """,
            uses: [.metadata(4...Int16.max), .createTopics]
        ) { session, expect in
            let topic = try await session.createTopic()
            let missing = session.topicName("missing")
            let reply = try await session.metadata(of: [topic.name, missing])

            try expect.error(try error(of: missing, in: reply), is: .unknownTopicOrPartition)
            try expect.noError(try error(of: topic.name, in: reply))
        },

        ConformanceCase(
            "meta/autocreate", .should, .documented,
            "A question about a new topic creates it, where broker and request allow that",
            source: "KIP-361; MetadataRequestTest.testAutoTopicCreation",
            explain: """
                Asks for a new name with allow_auto_topic_creation; the first reply may say 3 or 5, \
                soon the topic must be there with a leader. Brokers that do not create topics on \
                first use are not judged.
                """,
            uses: [.metadata(4...Int16.max)], .autoCreation
        ) { session, expect in
            let name = session.topicName("made")
            let first = try await session.metadata(of: [name], creating: true)
            try expect.error(
                try error(of: name, in: first),
                isOneOf: [.none, .unknownTopicOrPartition, .leaderNotAvailable])
            do {
                let topic = try await session.topic(named: name, partitions: 1)
                try expect.isTrue(topic.partitionCount >= 1, "partitions of the new topic")
            } catch let finding as Finding where finding.verdict == .inconclusive {
                throw expect.leave(
                    .skipped, because: "topics are not created on first use here")
            }
        },

        ConformanceCase(
            "meta/autocreate-flag-off", .must, .documented,
            "A request that does not allow it creates no topic",
            source: "KIP-204, KIP-361",
            explain: """
                Asks twice for a new name without allow_auto_topic_creation; error 3 both times, \
                and the list of all topics does not hold it.
                """,
            uses: [.metadata(4...Int16.max)]
        ) { session, expect in
            let name = session.topicName("never")
            for _ in 0..<2 {
                let reply = try await session.metadata(of: [name])
                try expect.error(try error(of: name, in: reply), is: .unknownTopicOrPartition)
            }
            let all = try await session.metadata(of: nil)
            try expect.isTrue(
                !all.message.topics.contains { $0.name == name }, "the topic was not created",
                at: all.sighting("topics"))
        },

        ConformanceCase(
            "meta/autocreate-invalid-name", .must, .documented,
            "A name no topic can have is INVALID_TOPIC_EXCEPTION and creates nothing",
            source: "Topic.validate; librdkafka 0057",
            explain: """
                Asks for a name with a blank, with creation allowed; error 17 must come and the \
                list of all topics must not hold it.
                """,
            uses: [.metadata(4...Int16.max)]
        ) { session, expect in
            let name = session.topicName("not a name")
            let reply = try await session.metadata(of: [name], creating: true)
            try expect.error(try error(of: name, in: reply), is: .invalidTopicException)

            let all = try await session.metadata(of: nil)
            try expect.isTrue(
                !all.message.topics.contains { $0.name == name }, "the topic was not created",
                at: all.sighting("topics"))
        },

        ConformanceCase(
            "meta/duplicate-names", .should, .observed,
            "A name asked for twice is answered consistently",
            source: "MetadataRequest; clients deduplicate, others do not",
            explain: "Asks for one topic twice; one entry or two equal ones must come.",
            uses: [.metadata(1...Int16.max), .createTopics]
        ) { session, expect in
            let topic = try await session.createTopic()
            let reply = try await session.metadata(of: [topic.name, topic.name])
            let entries = reply.message.topics.filter { $0.name == topic.name }

            try expect.isTrue(
                (1...2).contains(entries.count), "one or two entries",
                actual: "\(entries.count)", at: reply.sighting("topics"))
            for entry in entries {
                try expect.equal(
                    entry.errorCode, 0, "error code of each", at: reply.sighting("topics"))
                try expect.equal(
                    entry.partitions.count, 1, "partitions of each", at: reply.sighting("topics"))
            }
        },

        ConformanceCase(
            "meta/by-topic-id", .must, .documented,
            "Metadata can be asked by topic id",
            source: "KIP-516; MetadataRequest 12",
            explain: """
                Asks for a topic by its id: its name must come back. An id nobody has is \
                UNKNOWN_TOPIC_ID.
                """,
            uses: [.metadata(12...Int16.max), .createTopics]
        ) { session, expect in
            let topic = try await session.createTopic()
            let ask = { (id: Uuid) in
                MetadataRequest.with { request in
                    request.topics = [
                        .with {
                            $0.name = nil
                            $0.topicId = id
                        }
                    ]
                }
            }
            let known = try await session.call(ask(topic.id))
            let unknown = try await session.call(
                ask(Uuid(high: 0x1234_5678_9ABC_4DEF, low: 0x8000_0000_0000_0001)))

            let (_, entry) = try known.only(known.message.topics, at: "topics", "the id")
            try expect.noError(known.error("topics[0].errorCode", entry.errorCode))
            try expect.equal(known.at("topics[0].name", entry.name ?? "null"), topic.name)
            let (_, other) = try unknown.only(unknown.message.topics, at: "topics", "the id")
            try expect.error(
                unknown.error("topics[0].errorCode", other.errorCode), is: .unknownTopicId)
        },

        ConformanceCase(
            "meta/id-changes-on-recreate", .must, .documented,
            "A topic made again under its old name has a new id",
            source: "KIP-516",
            explain: "Creates, deletes and creates a topic; the two ids must differ.",
            uses: [.metadata(10...Int16.max), .createTopics, .deleteTopics]
        ) { session, expect in
            let first = try await session.createTopic("twice")
            try await session.deleteTopic(first)
            let second = try await session.createTopic("twice")

            try expect.isTrue(first.id != .zero && second.id != .zero, "ids that are not zero")
            try expect.isTrue(
                first.id != second.id, "a new id", actual: "\(second.id) both times")
        },

        ConformanceCase(
            "meta/describe-topic-partitions", .may, .documented,
            "DescribeTopicPartitions pages through every partition once",
            source: "KIP-966; DescribeTopicPartitionsRequest.json",
            explain: """
                Asks for a topic of five partitions two at a time, following the cursor; the \
                indices 0 to 4 must come once each.
                """,
            uses: [ApiUse(.describeTopicPartitions), .createTopics]
        ) { session, expect in
            let topic = try await session.createTopic(partitions: 5)
            var seen: [Int32] = []
            var cursor: (String, Int32)?
            for _ in 0..<6 {
                let from = cursor
                let reply = try await session.call(
                    DescribeTopicPartitionsRequest.with { request in
                        request.topics = [.with { $0.name = topic.name }]
                        request.responsePartitionLimit = 2
                        request.cursor = from.map { name, partition in
                            .with {
                                $0.topicName = name
                                $0.partitionIndex = partition
                            }
                        }
                    })
                let (_, entry) = try reply.only(reply.message.topics, at: "topics", topic.name)
                try expect.noError(reply.error("topics[0].errorCode", entry.errorCode))
                seen += entry.partitions.map(\.partitionIndex)
                guard let next = reply.message.nextCursor else { break }
                cursor = (next.topicName, next.partitionIndex)
            }
            try expect.equal(seen, [0, 1, 2, 3, 4], "partitions over all pages")
        },

        ConformanceCase(
            "meta/describe-topic-unknown", .may, .observed,
            "DescribeTopicPartitions answers 3 and a zero id for a topic that is not there",
            source: "DescribeTopicPartitionsRequestHandler",
            explain: "Asks for an unknown name.",
            uses: [ApiUse(.describeTopicPartitions)]
        ) { session, expect in
            let name = session.topicName("missing")
            let reply = try await session.call(
                DescribeTopicPartitionsRequest.with { request in
                    request.topics = [.with { $0.name = name }]
                    request.responsePartitionLimit = 10
                })
            let (_, entry) = try reply.only(reply.message.topics, at: "topics", name)

            try expect.error(
                reply.error("topics[0].errorCode", entry.errorCode), is: .unknownTopicOrPartition)
            try expect.equal(reply.at("topics[0].topicId", entry.topicId), .zero)
        },
    ]
}
