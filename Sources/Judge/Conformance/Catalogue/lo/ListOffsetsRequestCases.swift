// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// What one request to ListOffsets may ask, and times where several records answer.
enum ListOffsetsRequestCases {
    /// A request for the latest offset of these partitions, in this order.
    private static func request(_ topic: Topic, _ partitions: [Int32]) -> ListOffsetsRequest {
        .with { request in
            request.replicaId = -1
            request.topics = [
                .with { entry in
                    entry.name = topic.name
                    entry.partitions = partitions.map { index in
                        .with {
                            $0.partitionIndex = index
                            $0.currentLeaderEpoch = -1
                            $0.timestamp = TimeTarget.latest
                        }
                    }
                }
            ]
        }
    }

    static let all: [ConformanceCase] = [
        ConformanceCase(
            "lo/ts-equal", .must, .documented,
            "Of several records with one time the first is found",
            source: "KIP-79: the first message whose time stamp is greater than or equal",
            explain: """
                Writes three batches, each of two records, all with the same time; the time and a \
                millisecond before must give offset 0.
                """,
            uses: [.produce, .listOffsets]
        ) { session, expect in
            let topic = try await session.createTopic()
            let time = session.baseTime
            for _ in 0..<3 {
                try await session.append(ListOffsetsTimeCases.batch([time, time]), to: topic)
            }
            for target in [time, time - 1] {
                let reply = try await session.listOffsets(topic, at: target)
                try expect.noError(reply.error)
                try expect.equal(reply.offset, 0)
                try expect.equal(reply.timestamp, time)
            }
        },

        ConformanceCase(
            "lo/ts-across-segments", .must, .documented,
            "Times are found in whatever segment they stand",
            source: "KIP-79, KIP-33: an index of times for each segment",
            explain: """
                Writes six batches ten seconds apart where segment.ms is 1000, so that each has a \
                segment of its own. The exact time of each and one between must give its offset.
                """,
            uses: [.produce, .listOffsets, .createTopics]
        ) { session, expect in
            let topic = try await session.createTopic(configs: ["segment.ms": "1000"])
            let times = (0..<6).map { session.baseTime + 10_000 * Int64($0) }
            for time in times {
                try await session.append(
                    ListOffsetsTimeCases.batch([time, time + 1]), to: topic)
            }
            for (index, time) in times.enumerated() {
                for target in [time - 5000, time] {
                    let reply = try await session.listOffsets(topic, at: target)
                    try expect.noError(reply.error)
                    try expect.equal(
                        reply.offset, Int64(index) * 2, "offset for batch \(index)'s time")
                    try expect.equal(reply.timestamp, time)
                }
            }
        },

        ConformanceCase(
            "lo/ts-read-committed", .must, .documented,
            "Without transactions a time gives read_committed the same record",
            source: "KIP-98; ListOffsets 2: isolation_level",
            explain: "Asks for the time of the second of three records at isolation level 1.",
            uses: [.produce, .listOffsets(2...Int16.max)]
        ) { session, expect in
            let topic = try await session.createTopic()
            let base = session.baseTime
            try await session.append(
                ListOffsetsTimeCases.batch([base, base + 10, base + 20]), to: topic)
            let reply = try await session.listOffsets(topic, at: base + 10, isolation: 1)

            try expect.noError(reply.error)
            try expect.equal(reply.offset, 1)
            try expect.equal(reply.timestamp, base + 10)
        },

        ConformanceCase(
            "lo/many-partitions", .must, .documented,
            "One request about several partitions gets each one's own answer",
            source: "Protocol guide, ListOffsets",
            explain: "Writes 1, 2 and 3 records to three partitions; latest must be 1, 2 and 3.",
            uses: [.produce, .listOffsets, .createTopics]
        ) { session, expect in
            let topic = try await session.createTopic(partitions: 3)
            let leaders = Set((0..<3).map { session.leader(of: topic, $0) })
            guard leaders.count == 1 else {
                throw expect.leave(.skipped, because: "needs all partitions on one broker")
            }
            for partition in Int32(0)..<3 {
                let values = (0...partition).map { "v\($0)" }
                try await session.append(
                    BatchDraft(session.records(values)), to: topic, partition: partition)
            }
            let reply = try await session.call(request(topic, [2, 0, 1]), leaderOf: topic, 0)
            for partition in Int32(0)..<3 {
                let listed = try Listed(reply, partition: partition)
                try expect.noError(listed.error)
                try expect.equal(listed.offset, Int64(partition) + 1)
            }
        },

        ConformanceCase(
            "lo/duplicate-partition", .should, .observed,
            "A partition named twice in one request is an invalid request",
            source: "KafkaApis.handleListOffsetRequest: duplicate partitions",
            explain: "Asks for partition 0 twice; its answer is INVALID_REQUEST.",
            uses: [.listOffsets], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let reply = try await session.call(request(topic, [0, 0]), leaderOf: topic, 0)
            let listed = try Listed(reply, partition: 0)

            try expect.error(listed.error, is: .invalidRequest)
        },

        ConformanceCase(
            "lo/no-topics", .should, .observed,
            "A request about no topic is answered with none",
            source: "KafkaApis.handleListOffsetRequest",
            explain: "Sends an empty list of topics; the reply must be empty too.",
            uses: [.listOffsets]
        ) { session, expect in
            let reply = try await session.call(ListOffsetsRequest.with { $0.replicaId = -1 })

            try expect.equal(reply.at("topics", reply.message.topics.count), 0, "topics told")
        },

        ConformanceCase(
            "lo/v0-array", .may, .documented,
            "Version 0 answers with a list of offsets, newest first",
            source: "Protocol guide, ListOffsets 0: old_style_offsets",
            explain: "Asks for the latest in version 0, at most 5 offsets; the first must be 2.",
            uses: [.produce, ApiUse(.listOffsets, 0...0)], releases: .upTo(3, 9)
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b"), to: topic)
            let link = try await session.connect(leaderOf: topic)
            try await link.send(
                RawFrame.request(.listOffsets, 0) { writer in
                    writer.writeInt32(-1)
                    writer.writeInt32(1)
                    writer.writeString(topic.name, compact: false)
                    writer.writeInt32(1)
                    writer.writeInt32(0)
                    writer.writeInt64(TimeTarget.latest)
                    writer.writeInt32(5)
                })
            let frame = try await link.nextFrame("the reply to ListOffsets v0")
            // Correlation id, one topic by name, one partition: index, error, count, offsets.
            let entry = 4 + 4 + 2 + topic.name.utf8.count + 4
            try expect.isTrue(
                frame.count >= entry + 18, "room for one offset", actual: frame.hex)
            try expect.equal(frame.bigEndianInt32(at: entry + 6) >= 1, true, "offsets told")
            try expect.equal(frame.bigEndianInt32(at: entry + 14), 2, "the newest offset")
        },
    ]
}
