// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// What must still hold after the broker was killed and started again.
///
/// All of them wait for each other, so that one restart serves them.
enum RestartCases {
    private static let deadline = Duration.seconds(180)

    static let all: [ConformanceCase] = [
        ConformanceCase(
            "off/no-reuse-restart", .must, .safety,
            "Offsets of acknowledged records are not given again after the broker was killed",
            source: "LogManager.loadLogs: recovery keeps what was written",
            explain: """
                Writes five batches with acks all, has the broker killed and started, and writes \
                another; it must get the next offset, and all be read.
                """,
            uses: [.createTopics, .produce, .fetch, .listOffsets], deadline: deadline, .restart
        ) { session, expect in
            let topic = try await session.createTopic()
            for index in 0..<5 {
                try await session.append(session.batch("v\(index)a", "v\(index)b"), to: topic)
            }
            try await session.restartBroker(topic)
            let next = try await session.produce(session.batch("after"), to: topic)

            try expect.noError(next.error)
            try expect.equal(next.baseOffset, 10)
            let values = (0..<5).flatMap { ["v\($0)a", "v\($0)b"] } + ["after"]
            try expect.equal(try await session.readValues(topic), values, "values read")
        },

        ConformanceCase(
            "off/no-reuse-empty-restart", .must, .safety,
            "A log that was emptied and whose broker was killed goes on where it was",
            source: "UnifiedLog: the log end offset outlives the records",
            explain: """
                Deletes all of three records, has the broker killed and started, and writes \
                another; it must get offset 3.
                """,
            uses: [.createTopics, .produce, .listOffsets, ApiUse(.deleteRecords)],
            deadline: deadline, .restart
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b", "c"), to: topic)
            try await session.cut(topic, below: -1)
            try await session.restartBroker(topic)

            try expect.equal(try await session.endOffset(topic), 3, "latest offset")
            let next = try await session.produce(session.batch("d"), to: topic)
            try expect.noError(next.error)
            try expect.equal(next.baseOffset, 3)
        },

        ConformanceCase(
            "topic/survives-restart", .must, .safety,
            "A topic keeps its id, its partitions and its configs when the broker is killed",
            source: "KIP-500: topics are in the metadata log; KIP-516",
            explain: """
                Creates a topic of three partitions with max.message.bytes 2000; afterwards its \
                id and partitions are the same, and 3000 bytes are still too large.
                """,
            uses: [.createTopics, .metadata(10...Int16.max), .produce], deadline: deadline,
            .restart
        ) { session, expect in
            let topic = try await session.createTopic(
                partitions: 3, configs: ["max.message.bytes": "2000"])
            try await session.restartBroker(topic)
            let reply = try await session.metadata(of: [topic.name])
            let (_, entry) = try reply.only(reply.message.topics, at: "topics", topic.name)

            try expect.equal(reply.at("topics[0].topicId", entry.topicId), topic.id)
            try expect.equal(reply.at("topics[0].partitions", entry.partitions.count), 3)
            let large = try await session.produce(
                session.batch(count: 1, bytes: 3000), to: topic)
            try expect.error(large.error, is: .messageTooLarge)
        },

        ConformanceCase(
            "idem/state-survives-restart", .must, .documented,
            "A producer is still known after the broker was killed",
            source: "ProducerStateManager: a snapshot keeps the last batch of each producer",
            explain: """
                Sends sequences 0 to 5, has the broker killed and started. The last one sent again \
                must be known and none of the earlier ones be stored, 7 be refused, and 6 be taken.
                """,
            uses: ApiUse.idempotence, deadline: deadline, .restart
        ) { session, expect in
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            let batch = { (sequence: Int32) in
                session.batch("v\(sequence)", id: id, sequence: sequence)
            }
            for sequence in Int32(0)..<6 { try await session.append(batch(sequence), to: topic) }
            try await session.restartBroker(topic)
            let last = try await session.produce(batch(5), to: topic)
            try expect.error(
                last.error, is: .none, orAlternatively: [.duplicateSequenceNumber])
            if last.error.value == .none { try expect.equal(last.baseOffset, 5) }
            for sequence in Int32(0)..<5 {
                let again = try await session.produce(batch(sequence), to: topic)
                try expect.error(
                    again.error,
                    isOneOf: [.none, .duplicateSequenceNumber, .outOfOrderSequenceNumber])
            }
            let gap = try await session.produce(batch(7), to: topic)
            try expect.error(gap.error, is: .outOfOrderSequenceNumber, "a sequence that skips one")
            let next = try await session.produce(batch(6), to: topic)
            try expect.noError(next.error, "the sequence that was due")
            try expect.equal(next.baseOffset, 6)
        },

        ConformanceCase(
            "idem/new-id-after-restart", .must, .documented,
            "A producer id given out after a restart is not one given out before",
            source: "KIP-98; ProducerIdManager: blocks of ids are taken from the controller",
            explain: "Asks for two ids, has the broker killed and started, asks again: another.",
            uses: [ApiUse(.initProducerId)], deadline: deadline, .restart
        ) { session, expect in
            let before = [try await session.producer().id, try await session.producer().id]
            try await session.restartBroker()
            let after = try await session.producer()

            try expect.isTrue(
                !before.contains(after.id), "an id nobody has", actual: "\(after.id) again",
                at: after.reply.sighting("producerId"))
        },

        ConformanceCase(
            "ole/past-epoch", .must, .documented,
            "A past epoch ends where the next one began",
            source: "KIP-101, KIP-320",
            explain: """
                Writes three records, has the broker killed and started, which brings a new epoch, \
                and writes two: the old epoch ends at 3, the new one at 5.
                """,
            uses: [.leaderEpochs, .createTopics, .produce, .metadata(7...Int16.max)],
            deadline: deadline, .restart
        ) { session, expect in
            let (topic, old, new) = try await twoEpochs(session, expect)
            let past = try await session.epochEnd(topic, of: old)
            let present = try await session.epochEnd(topic, of: new)

            try expect.noError(past.error)
            try expect.equal(past.epoch, old)
            try expect.equal(past.endOffset, 3, "end of the old epoch")
            try expect.equal(present.endOffset, 5, "end of the new epoch")
        },

        ConformanceCase(
            "ole/gap-epoch", .must, .documented,
            "An epoch in which nothing was written is answered with the one before it",
            source: "KIP-279: the largest epoch not above the one asked for",
            explain: """
                Has the broker restarted until an epoch lies between those of three old and two \
                new records; asking for it must give the old epoch and offset 3.
                """,
            uses: [.leaderEpochs, .createTopics, .produce, .metadata(7...Int16.max)],
            deadline: deadline, .restart
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b", "c"), to: topic)
            let old = try await session.leaderEpoch(of: topic)
            try await session.restartBroker(topic)
            var new = try await session.leaderEpoch(of: topic)
            if new == old + 1 {
                try await session.restartBroker(topic)
                new = try await session.leaderEpoch(of: topic)
            }
            guard new > old + 1 else {
                throw expect.leave(.notApplicable, because: "a restart brings no new leader epoch")
            }
            try await session.append(session.batch("d", "e"), to: topic)
            let reply = try await session.epochEnd(topic, of: new - 1)

            try expect.noError(reply.error)
            try expect.equal(reply.epoch, old)
            try expect.equal(reply.endOffset, 3)
        },

        ConformanceCase(
            "ole/fence-old", .must, .documented,
            "A current epoch older than the leader's is FENCED_LEADER_EPOCH, wherever it is sent",
            source: "KIP-320; OffsetsForLeaderEpochRequestTest, FetchRequestTest",
            explain: """
                After a restart brought a new epoch, OffsetForLeaderEpoch, Fetch and ListOffsets \
                with the old one must all be answered with error 74.
                """,
            uses: [
                .leaderEpochs, .createTopics, .produce, .metadata(7...Int16.max),
                .fetch(9...Int16.max), .listOffsets(4...Int16.max),
            ], deadline: deadline, .restart
        ) { session, expect in
            let (topic, old, _) = try await twoEpochs(session, expect)
            let ended = try await session.epochEnd(topic, of: old, current: old)
            try expect.error(ended.error, is: .fencedLeaderEpoch, "OffsetForLeaderEpoch")
            let fetched = try await session.fetch(topic, at: 0) { request in
                request.topics[0].partitions[0].currentLeaderEpoch = old
            }
            try expect.error(fetched.error, is: .fencedLeaderEpoch, "Fetch")
            let listed = try await session.listOffsets(
                topic, at: TimeTarget.latest, leaderEpoch: old)
            try expect.error(listed.error, is: .fencedLeaderEpoch, "ListOffsets")
        },

        ConformanceCase(
            "lo/leader-epoch-of-record", .should, .documented,
            "An offset found by time is told with the epoch of its record, not the current one",
            source: "KIP-320; ListOffsets 4: leader_epoch",
            explain: """
                After a restart brought a new epoch, the time of a record written before gives the \
                old epoch, that of one written after the new.
                """,
            uses: [
                .createTopics, .produce, .metadata(7...Int16.max), .listOffsets(4...Int16.max),
            ], deadline: deadline, .restart
        ) { session, expect in
            let (topic, old, new) = try await twoEpochs(session, expect)
            let first = try await session.listOffsets(topic, at: session.baseTime)
            try expect.equal(first.offset, 0)
            try expect.equal(first.leaderEpoch, old)
            let latest = try await session.listOffsets(topic, at: TimeTarget.latest)
            try expect.equal(latest.leaderEpoch, new)
        },
    ]

    /// A topic of three records of one epoch and two of a later one.
    private static func twoEpochs(
        _ session: Session, _ expect: Expect
    ) async throws -> (topic: Topic, old: Int32, new: Int32) {
        let topic = try await session.createTopic()
        try await session.append(session.batch("a", "b", "c"), to: topic)
        let old = try await session.leaderEpoch(of: topic)
        try await session.restartBroker(topic)
        try await session.append(session.batch("d", "e"), to: topic)
        let new = try await session.leaderEpoch(of: topic)
        guard new > old else {
            throw expect.leave(.notApplicable, because: "a restart brings no new leader epoch")
        }
        return (topic, old, new)
    }
}
