// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Compression
import Messages
import Records
import Results

/// Where the epochs of a log end.
enum LeaderEpochCases {
    static let all: [ConformanceCase] = [
        ConformanceCase(
            "ole/basic", .must, .documented,
            "OffsetForLeaderEpoch tells where the current epoch ends",
            source: "KIP-101, KIP-320",
            explain: "Writes three records; the current epoch must end at 3.",
            uses: [.leaderEpochs, .produce, .metadata(7...Int16.max)]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b", "c"), to: topic)
            let current = try await session.leaderEpoch(of: topic)
            let reply = try await session.epochEnd(topic, of: current)

            try expect.noError(reply.error)
            try expect.equal(reply.epoch, current)
            try expect.equal(reply.endOffset, 3)
        },

        ConformanceCase(
            "ole/future-epoch", .must, .documented,
            "An epoch that has not come yet has no end",
            source: "KIP-320", explain: "Asks for epoch 10000; epoch and end offset must be -1.",
            uses: [.leaderEpochs, .produce]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a"), to: topic)
            let reply = try await session.epochEnd(topic, of: 10_000)

            try expect.noError(reply.error)
            try expect.equal(reply.epoch, -1)
            try expect.equal(reply.endOffset, -1)
        },

        ConformanceCase(
            "ole/fence", .must, .documented,
            "OffsetForLeaderEpoch refuses a current epoch newer than the leader's",
            source: "OffsetsForLeaderEpochRequestTest",
            explain: "Asks with the current epoch plus 10; error 75.",
            uses: [.leaderEpochs, .metadata(7...Int16.max)], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let current = try await session.leaderEpoch(of: topic)
            let reply = try await session.epochEnd(topic, of: current, current: current + 10)

            try expect.error(reply.error, is: .unknownLeaderEpoch)
        },

        ConformanceCase(
            "ole/grows", .must, .documented,
            "The end of the current epoch moves with every record",
            source: "KIP-101: the end of the latest epoch is the log end offset",
            explain: "Asks before any record and after one and three; the end is 0, 1 and 3.",
            uses: [.leaderEpochs, .produce, .metadata(7...Int16.max)]
        ) { session, expect in
            let topic = try await session.createTopic()
            let current = try await session.leaderEpoch(of: topic)
            var end: Int64 = 0
            for values in [[], ["a"], ["b", "c"]] {
                if !values.isEmpty {
                    try await session.append(BatchDraft(session.records(values)), to: topic)
                }
                end += Int64(values.count)
                let reply = try await session.epochEnd(topic, of: current)
                try expect.noError(reply.error)
                try expect.equal(reply.epoch, current)
                try expect.equal(reply.endOffset, end, "end of the epoch at \(end) records")
            }
        },

        ConformanceCase(
            "ole/each-version", .must, .documented,
            "Every advertised version gives the same end",
            source: "KIP-35; OffsetForLeaderEpochResponse.json",
            explain: "Asks for the current epoch in each version from 2 on; each must answer 2.",
            uses: [.leaderEpochs, .produce, .metadata(7...Int16.max)]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b"), to: topic)
            let current = try await session.leaderEpoch(of: topic)
            for version in try session.versions(of: OffsetForLeaderEpochRequest.self) {
                let reply = try await session.epochEnd(topic, of: current, version: version)
                try expect.noError(reply.error, "error in v\(version)")
                try expect.equal(reply.endOffset, 2, "end of the epoch in v\(version)")
            }
        },

        ConformanceCase(
            "ole/current-epoch", .must, .documented,
            "The right current epoch is let through",
            source: "KIP-320; OffsetsForLeaderEpochRequestTest",
            explain: "Asks with the current epoch in both places; no error, end 1.",
            uses: [.leaderEpochs, .produce, .metadata(7...Int16.max)]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a"), to: topic)
            let current = try await session.leaderEpoch(of: topic)
            let reply = try await session.epochEnd(topic, of: current, current: current)

            try expect.noError(reply.error)
            try expect.equal(reply.endOffset, 1)
        },

        ConformanceCase(
            "ole/undefined-epoch", .should, .observed,
            "Epoch -1 has no end",
            source: "LeaderEpochFileCache.endOffsetFor: UNDEFINED_EPOCH",
            explain: "Asks for epoch -1; epoch and end offset must be -1 without an error.",
            uses: [.leaderEpochs, .produce]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a"), to: topic)
            let reply = try await session.epochEnd(topic, of: -1)

            try expect.noError(reply.error)
            try expect.equal(reply.epoch, -1)
            try expect.equal(reply.endOffset, -1)
        },

        ConformanceCase(
            "ole/unknown-topic", .must, .documented,
            "OffsetForLeaderEpoch for a topic that is not there is UNKNOWN_TOPIC_OR_PARTITION",
            source: "OffsetsForLeaderEpochRequestTest",
            explain: "Asks for epoch 0 of a topic nobody made; error 3, end -1.",
            uses: [.leaderEpochs], .negative
        ) { session, expect in
            let ghost = Topic(name: session.topicName("ghost"))
            let reply = try await session.epochEnd(ghost, of: 0)

            try expect.error(reply.error, is: .unknownTopicOrPartition)
            try expect.equal(reply.endOffset, -1)
        },

        ConformanceCase(
            "ole/unknown-partition", .must, .documented,
            "OffsetForLeaderEpoch for a partition that is not there is UNKNOWN_TOPIC_OR_PARTITION",
            source: "ReplicaManager.lastOffsetForLeaderEpoch",
            explain: "Asks for epoch 0 of partition 9; error 3, end -1.",
            uses: [.leaderEpochs, .produce], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let reply = try await session.epochEnd(topic, partition: 9, of: 0)

            try expect.error(reply.error, is: .unknownTopicOrPartition)
            try expect.equal(reply.endOffset, -1)
        },

        ConformanceCase(
            "ole/after-delete-records", .must, .observed,
            "Records cut off at the beginning do not move the end of their epoch",
            source: "LeaderEpochFileCache.truncateFromStartAsyncFlush",
            explain: "Writes three records, deletes below 2, then all; the epoch ends at 3.",
            uses: [.leaderEpochs, ApiUse(.deleteRecords), .produce, .metadata(7...Int16.max)]
        ) { session, expect in
            let topic = try await session.createTopic()
            for value in ["a", "b", "c"] {
                try await session.append(session.batch(value), to: topic)
            }
            let current = try await session.leaderEpoch(of: topic)
            for offset: Int64 in [2, -1] {
                try await session.cut(topic, below: offset)
                let reply = try await session.epochEnd(topic, of: current)
                try expect.noError(reply.error)
                try expect.equal(reply.endOffset, 3, "end after a cut below \(offset)")
            }
        },
    ]
}
