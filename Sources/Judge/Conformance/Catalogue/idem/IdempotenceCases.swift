// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// Producer ids and sequence numbers, which every client uses by default.
enum IdempotenceCases {
    private static let uses = ApiUse.idempotence

    static let all: [ConformanceCase] = [
        ConformanceCase(
            "idem/init-pid", .must, .documented,
            "InitProducerId without a transactional id gives a new id with epoch 0",
            source: "KIP-98", explain: "Asks twice; ids at least 0, not equal, both of epoch 0.",
            uses: [ApiUse(.initProducerId)]
        ) { session, expect in
            let first = try await session.producer()
            let second = try await session.producer()

            try expect.atLeast(first.reply.at("producerId", first.id), 0)
            try expect.equal(first.reply.at("producerEpoch", first.epoch), 0)
            try expect.isTrue(
                first.id != second.id, "another id the second time", actual: "\(second.id)",
                at: second.reply.sighting("producerId"))
        },

        ConformanceCase(
            "idem/dup-last", .must, .safety,
            "The last batch sent again is answered with its offset and not stored again",
            source: "KIP-98; ProducerAppendInfo",
            explain: """
                Sends sequences 0 and 1, then 1 again; the reply must tell base offset 1 (or \
                DUPLICATE_SEQUENCE_NUMBER as an alternative), and the log ends at 2.
                """,
            uses: uses
        ) { session, expect in
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            for sequence: Int32 in [0, 1] {
                try await session.append(
                    session.batch("v\(sequence)", id: id, sequence: sequence), to: topic)
            }
            let again = try await session.produce(
                session.batch("v1", id: id, sequence: 1), to: topic)

            try expect.error(
                again.error, is: .none, orAlternatively: [.duplicateSequenceNumber])
            if again.error.value == .none { try expect.equal(again.baseOffset, 1) }
            try expect.equal(try await session.endOffset(topic), 2, "end of the log")
            try expect.equal(try await session.readValues(topic), ["v0", "v1"], "values read")
        },

        ConformanceCase(
            "idem/dup-within-5", .must, .safety,
            "Any of the last five batches sent again is answered with its offset",
            source: "KIP-98: five requests in flight",
            explain: """
                Sends sequences 0 to 4, then all of them again; offsets 0 to 4 (the second time \
                DUPLICATE_SEQUENCE_NUMBER as an alternative), end at 5.
                """,
            uses: uses
        ) { session, expect in
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            for round in 0..<2 {
                for sequence in 0..<Int32(5) {
                    let reply = try await session.produce(
                        session.batch("v\(sequence)", id: id, sequence: sequence), to: topic)
                    try expect.error(
                        reply.error, is: .none,
                        orAlternatively: round == 0 ? [] : [.duplicateSequenceNumber],
                        "sequence \(sequence), round \(round)")
                    guard reply.error.value == .none else { continue }
                    try expect.equal(reply.baseOffset, Int64(sequence))
                }
            }
            try expect.equal(try await session.endOffset(topic), 5, "end of the log")
        },

        ConformanceCase(
            "idem/dup-older-than-5", .must, .observed,
            "A batch older than the last five is refused and not stored again",
            source: "ProducerStateEntry keeps five batches",
            explain: """
                Sends sequences 0 to 5, then 0 again; DUPLICATE_SEQUENCE_NUMBER or \
                OUT_OF_ORDER_SEQUENCE_NUMBER, and the log ends at 6.
                """,
            uses: uses, .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            for sequence in 0..<Int32(6) {
                try await session.append(
                    session.batch("v\(sequence)", id: id, sequence: sequence), to: topic)
            }
            let reply = try await session.produce(
                session.batch("v0", id: id, sequence: 0), to: topic)

            try expect.error(
                reply.error, isOneOf: [.duplicateSequenceNumber, .outOfOrderSequenceNumber])
            try expect.equal(try await session.endOffset(topic), 6, "end of the log")
        },

        ConformanceCase(
            "idem/gap", .must, .safety,
            "A sequence that skips one is OUT_OF_ORDER_SEQUENCE_NUMBER",
            source: "KIP-98",
            explain: """
                Sends sequence 0, then 2: error 45, and the log ends at 1; then 1 must be taken.
                """,
            uses: uses, .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            try await session.append(session.batch("v0", id: id, sequence: 0), to: topic)
            let reply = try await session.produce(
                session.batch("v2", id: id, sequence: 2), to: topic)
            try expect.error(reply.error, is: .outOfOrderSequenceNumber)
            try expect.equal(try await session.endOffset(topic), 1, "end of the log")

            let next = try await session.produce(
                session.batch("v1", id: id, sequence: 1), to: topic)
            try expect.noError(next.error, "the sequence that was due")
            try expect.equal(next.baseOffset, 1)
        },

        ConformanceCase(
            "idem/wrap", .must, .documented,
            "After sequence 2147483647 comes 0",
            source: "DefaultRecordBatch.incrementSequence; ProducerStateManager.inSequence",
            explain: """
                Sends a first batch of sequence 2147483647, which a broker that never heard of \
                the producer takes, then 0; both must be stored.
                """,
            uses: uses
        ) { session, expect in
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            let first = try await session.produce(
                session.batch("last", id: id, sequence: Int32.max), to: topic)
            guard first.error.value != .outOfOrderSequenceNumber else {
                throw expect.leave(
                    .notApplicable, because: "a first sequence other than 0 is refused here")
            }
            try expect.noError(first.error)
            let second = try await session.produce(
                session.batch("first", id: id, sequence: 0), to: topic)

            try expect.noError(second.error, "sequence 0 after 2147483647")
            try expect.equal(try await session.endOffset(topic), 2, "end of the log")
        },

        ConformanceCase(
            "idem/epoch-old", .must, .documented,
            "A batch of an older producer epoch is INVALID_PRODUCER_EPOCH",
            source: "KIP-588",
            explain: "Sends epoch 1 with sequence 0, then epoch 0 with sequence 1; error 47.",
            uses: uses, .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            try await session.append(
                session.batch("new", id: id, epoch: 1, sequence: 0), to: topic)
            let reply = try await session.produce(
                session.batch("old", id: id, epoch: 0, sequence: 1), to: topic)

            try expect.error(reply.error, is: .invalidProducerEpoch)
            try expect.equal(try await session.endOffset(topic), 1, "end of the log")
        },

        ConformanceCase(
            "idem/epoch-new-seq0", .must, .documented,
            "A newer producer epoch begins again at sequence 0",
            source: "KIP-360",
            explain: "Sends epoch 0 sequence 0, then epoch 1 sequence 0; both are stored.",
            uses: uses
        ) { session, expect in
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            for epoch: Int16 in [0, 1] {
                let reply = try await session.produce(
                    session.batch("e\(epoch)", id: id, epoch: epoch, sequence: 0), to: topic)
                try expect.noError(reply.error)
                try expect.equal(reply.baseOffset, Int64(epoch))
            }
        },

        ConformanceCase(
            "idem/epoch-new-seq-nonzero", .must, .observed,
            "A newer producer epoch that does not begin at 0 is refused",
            source: "ProducerAppendInfo.checkSequence",
            explain: "Sends epoch 0 sequence 0, then epoch 1 sequence 5; error 45.",
            uses: uses, .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            try await session.append(session.batch("v", id: id, sequence: 0), to: topic)
            let reply = try await session.produce(
                session.batch("x", id: id, epoch: 1, sequence: 5), to: topic)

            try expect.error(reply.error, is: .outOfOrderSequenceNumber)
            try expect.equal(try await session.endOffset(topic), 1, "end of the log")
        },

        ConformanceCase(
            "idem/per-partition", .must, .documented,
            "Every partition has sequences of its own",
            source: "KIP-98", explain: "Sends sequence 0 to two partitions; both are stored.",
            uses: uses
        ) { session, expect in
            let topic = try await session.createTopic(partitions: 2)
            let id = try await session.producer().id
            for partition: Int32 in [0, 1] {
                let reply = try await session.produce(
                    session.batch("v", id: id, sequence: 0), to: topic, partition: partition)
                try expect.noError(reply.error)
                try expect.equal(reply.baseOffset, 0)
            }
        },
    ]
}
