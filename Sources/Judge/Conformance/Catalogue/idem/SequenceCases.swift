// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// Sequences that overlap, wrap, begin late, or come from several producers.
enum SequenceCases {
    private static let uses = ApiUse.idempotence

    static let all: [ConformanceCase] = sequences + producers

    private static let sequences: [ConformanceCase] = [
        ConformanceCase(
            "idem/sequence-counts-records", .must, .documented,
            "The sequence rises by one with every record, not with every batch",
            source: "KIP-98: base sequence plus record count",
            explain: "Sends three records as sequence 0; then 1 must be refused and 3 be taken.",
            uses: uses, .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            try await session.append(
                session.batch("a", "b", "c", id: id, sequence: 0), to: topic)
            let early = try await session.produce(
                session.batch("x", id: id, sequence: 1), to: topic)
            try expect.error(
                early.error, isOneOf: [.outOfOrderSequenceNumber, .duplicateSequenceNumber])
            let due = try await session.produce(
                session.batch("d", id: id, sequence: 3), to: topic)

            try expect.noError(due.error, "the sequence that was due")
            try expect.equal(due.baseOffset, 3)
        },

        ConformanceCase(
            "idem/dup-partial-overlap", .must, .observed,
            "A batch that overlaps an earlier one without being it is refused",
            source: "ProducerStateEntry.findDuplicateBatch needs first and last sequence to match",
            explain: """
                Sends sequences 0 to 2, then 1 to 3, then 0 to 1; both refused with error 45 or \
                46, and the log ends at 3.
                """,
            uses: uses, .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            try await session.append(
                session.batch("a", "b", "c", id: id, sequence: 0), to: topic)
            let late = try await session.produce(
                session.batch("b", "c", "d", id: id, sequence: 1), to: topic)
            let part = try await session.produce(
                session.batch("a", "b", id: id, sequence: 0), to: topic)
            let allowed: [ErrorCode] = [.outOfOrderSequenceNumber, .duplicateSequenceNumber]

            try expect.error(late.error, isOneOf: allowed, "sequences 1 to 3 after 0 to 2")
            try expect.error(part.error, isOneOf: allowed, "sequences 0 to 1 after 0 to 2")
            try expect.equal(try await session.endOffset(topic), 3, "end of the log")
        },

        ConformanceCase(
            "idem/dup-batch-of-many", .must, .safety,
            "A batch of several records sent again is answered with its first offset",
            source: "KIP-98; ProducerStateEntry.findDuplicateBatch",
            explain: "Sends 0 to 2 and 3 to 5, then 0 to 2 again: base offset 0, log ends at 6.",
            uses: uses
        ) { session, expect in
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            let first = session.batch("a", "b", "c", id: id, sequence: 0)
            try await session.append(first, to: topic)
            try await session.append(
                session.batch("d", "e", "f", id: id, sequence: 3), to: topic)
            let again = try await session.produce(first, to: topic)

            try expect.error(
                again.error, is: .none, orAlternatively: [.duplicateSequenceNumber])
            if again.error.value == .none { try expect.equal(again.baseOffset, 0) }
            try expect.equal(try await session.endOffset(topic), 6, "end of the log")
        },

        ConformanceCase(
            "idem/state-expiry", .should, .documented,
            "A producer that was silent for producer.id.expiration.ms may go on at any sequence",
            source: "KIP-854: its state is removed from the partition",
            explain: """
                Sends sequence 0, sets producer.id.expiration.ms to half a second until \
                DescribeProducers no longer lists the producer, and sends sequence 7, which is \
                stored.
                """,
            uses: uses + [
                ApiUse(.describeProducers), ApiUse(.describeConfigs),
                ApiUse(.incrementalAlterConfigs),
            ],
            .alone, .intrusive
        ) { session, expect in
            let housekeeper = try await session.housekeeper(for: .forgetting)
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            try await session.append(session.batch("a", id: id, sequence: 0), to: topic)
            try await session.withProperty("producer.id.expiration.ms", "500") {
                _ = try await housekeeper.awaits("the end of a silent producer's state") {
                    try await session.isKnown(producer: id, in: topic) ? nil : true
                }
            }
            let reply = try await session.produce(
                session.batch("b", id: id, sequence: 7), to: topic)

            try expect.noError(reply.error)
            try expect.equal(reply.baseOffset, 1)
        },

        ConformanceCase(
            "idem/first-seq-nonzero", .should, .observed,
            "A producer the broker never heard of may begin at any sequence",
            source: "ProducerAppendInfo.checkSequence: its state may have expired",
            explain: """
                Sends sequence 17 first, then 18; both are stored. Refusing the first with \
                OUT_OF_ORDER_SEQUENCE_NUMBER is the alternative (KAFKA-15591).
                """,
            uses: uses
        ) { session, expect in
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            let first = try await session.produce(
                session.batch("a", id: id, sequence: 17), to: topic)
            try expect.error(
                first.error, is: .none, orAlternatively: [.outOfOrderSequenceNumber])
            guard first.error.value == .none else { return }
            let second = try await session.produce(
                session.batch("b", id: id, sequence: 18), to: topic)

            try expect.noError(second.error)
            try expect.equal(second.baseOffset, 1)
        },

        ConformanceCase(
            "idem/wrap-inside-batch", .must, .observed,
            "A batch may cross sequence 2147483647; the next goes on from there",
            source: "DefaultRecordBatch.incrementSequence",
            explain: """
                Sends a first batch of three from sequence 2147483646, so that its last is 0, then \
                sequence 1; both must be stored, and 2 after 0 would be a gap.
                """,
            uses: uses
        ) { session, expect in
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            let first = try await session.produce(
                session.batch("a", "b", "c", id: id, sequence: Int32.max - 1), to: topic)
            guard first.error.value != .outOfOrderSequenceNumber else {
                throw expect.leave(
                    .notApplicable, because: "a first sequence other than 0 is refused here")
            }
            try expect.noError(first.error)
            let gap = try await session.produce(
                session.batch("x", id: id, sequence: 2), to: topic)
            try expect.error(gap.error, is: .outOfOrderSequenceNumber, "sequence 2 after 0")
            let next = try await session.produce(
                session.batch("d", id: id, sequence: 1), to: topic)

            try expect.noError(next.error, "sequence 1 after 0")
            try expect.equal(next.baseOffset, 3)
        },

        ConformanceCase(
            "idem/not-in-log-on-45", .must, .safety,
            "A batch refused for its sequence leaves the log and the producer's state alone",
            source: "KIP-98; UnifiedLog.analyzeAndValidateProducerState",
            explain: """
                Sends 0, refused 5, then 0 again and 1. The log must hold exactly 0 and 1, and the \
                repeated 0 be known.
                """,
            uses: uses, .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            let first = session.batch("zero", id: id, sequence: 0)
            try await session.append(first, to: topic)
            let refused = try await session.produce(
                session.batch("five", id: id, sequence: 5), to: topic)
            try expect.error(refused.error, is: .outOfOrderSequenceNumber)
            let again = try await session.produce(first, to: topic)
            try expect.error(
                again.error, is: .none, orAlternatively: [.duplicateSequenceNumber])
            try await session.append(session.batch("one", id: id, sequence: 1), to: topic)

            try expect.equal(
                try await session.readValues(topic), ["zero", "one"], "values read")
        },
    ]

    private static let producers: [ConformanceCase] = [
        ConformanceCase(
            "idem/per-producer", .must, .documented,
            "Producers that take turns have sequences of their own",
            source: "KIP-98",
            explain: """
                Two producers send sequences 0, 1 and 2 in turn; all six are stored. Then the \
                first one's 2 sent again is known.
                """,
            uses: uses
        ) { session, expect in
            let topic = try await session.createTopic()
            let ids = [try await session.producer().id, try await session.producer().id]
            for sequence in Int32(0)..<3 {
                for id in ids {
                    let reply = try await session.produce(
                        session.batch("\(sequence)", id: id, sequence: sequence), to: topic)
                    try expect.noError(reply.error, "sequence \(sequence)")
                }
            }
            let again = try await session.produce(
                session.batch("2", id: ids[0], sequence: 2), to: topic)
            try expect.error(
                again.error, is: .none, orAlternatively: [.duplicateSequenceNumber])
            if again.error.value == .none { try expect.equal(again.baseOffset, 4) }
            try expect.equal(try await session.endOffset(topic), 6, "end of the log")
        },

        ConformanceCase(
            "idem/five-in-flight", .must, .safety,
            "Five batches sent without waiting are stored once each, in order",
            source: "KIP-98: max.in.flight.requests.per.connection up to 5",
            explain: """
                Sends sequences 0 to 4 over one connection before reading a reply, and all five \
                once more; the replies must name offsets 0 to 4 twice (the second time \
                DUPLICATE_SEQUENCE_NUMBER as an alternative) and the log end at 5.
                """,
            uses: uses
        ) { session, expect in
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            let link = try await session.connect(leaderOf: topic)
            let version = try session.version(of: ProduceRequest.self)
            var frames: [ByteSlice] = []
            for number in Int32(0)..<10 {
                let batch = session.batch("v\(number % 5)", id: id, sequence: number % 5)
                let request = session.produceRequest([(topic, 0, try batch.encoded())])
                frames.append(
                    try await link.post(request, version: version, correlationId: number))
            }
            for (number, frame) in frames.enumerated() {
                let reply = try link.decode(
                    try await link.nextFrame("reply \(number)"), as: ProduceResponse.self,
                    version: version, request: frame)
                let produced = try Produced(reply, partition: 0)
                try expect.error(
                    produced.error, is: .none,
                    orAlternatively: number < 5 ? [] : [.duplicateSequenceNumber],
                    "error of batch \(number)")
                guard produced.error.value == .none else { continue }
                try expect.equal(produced.baseOffset, Int64(number % 5))
            }
            try expect.equal(
                try await session.readValues(topic), ["v0", "v1", "v2", "v3", "v4"],
                "values read")
        },

        ConformanceCase(
            "idem/state-survives-delete-records", .must, .documented,
            "A producer whose records were all deleted goes on with its next sequence",
            source: "KAFKA-7190; KIP-360",
            explain: """
                Sends 0 and 1, deletes all records, sends 1 again and 2. The repeated one must not \
                be stored, 2 must get offset 2.
                """,
            uses: uses + [ApiUse(.deleteRecords)]
        ) { session, expect in
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            for sequence: Int32 in [0, 1] {
                try await session.append(
                    session.batch("v\(sequence)", id: id, sequence: sequence), to: topic)
            }
            try await session.cut(topic, below: -1)
            let again = try await session.produce(
                session.batch("v1", id: id, sequence: 1), to: topic)
            try expect.error(
                again.error, is: .none, orAlternatively: [.duplicateSequenceNumber])
            let next = try await session.produce(
                session.batch("v2", id: id, sequence: 2), to: topic)

            try expect.noError(next.error, "the next sequence")
            try expect.equal(next.baseOffset, 2)
            try expect.equal(try await session.endOffset(topic), 3, "end of the log")
        },

        ConformanceCase(
            "idem/mixed-acks", .may, .observed,
            "Sequences count whatever acks a batch asked for",
            source: "KIP-98: the broker keeps sequences for every batch with a producer id",
            explain: "Sends 0 with acks 1, 1 with acks 0 and 2 with acks -1; all are stored.",
            uses: uses
        ) { session, expect in
            let topic = try await session.createTopic()
            let id = try await session.producer().id
            let first = try await session.produce(
                session.batch("one", id: id, sequence: 0), to: topic, acks: 1)
            try expect.noError(first.error, "acks 1")
            let link = try await session.link(leaderOf: topic, 0)
            let silent = try session.batch("zero", id: id, sequence: 1).encoded()
            _ = try await link.post(
                session.produceRequest([(topic, 0, silent)], acks: 0),
                version: try session.version(of: ProduceRequest.self), correlationId: 77)
            let last = try await session.produce(
                session.batch("all", id: id, sequence: 2), to: topic, on: link)

            try expect.noError(last.error, "acks -1 after acks 0")
            try expect.equal(
                try await session.readValues(topic), ["one", "zero", "all"], "values read")
        },

        ConformanceCase(
            "idem/init-known-id", .should, .observed,
            "Without a transactional id a producer that names its old id gets a new one",
            source: "TransactionCoordinator.handleInitProducerId",
            explain: """
                Asks for an id, then names it with its epoch: another id of epoch 0 comes back.
                """,
            uses: [ApiUse(.initProducerId, 3...Int16.max)]
        ) { session, expect in
            let first = try await session.producer()
            let reply = try await session.call(
                InitProducerIdRequest.with {
                    $0.transactionalId = nil
                    $0.transactionTimeoutMs = 60_000
                    $0.producerId = first.id
                    $0.producerEpoch = first.epoch
                })

            try expect.noError(reply.error("errorCode", reply.message.errorCode))
            try expect.isTrue(
                reply.message.producerId != first.id, "another id",
                actual: "\(first.id) again", at: reply.sighting("producerId"))
            try expect.equal(reply.at("producerEpoch", reply.message.producerEpoch), 0)
        },
    ]
}
