// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Compression
import LogContract
import Messages
import Records
import TestSupport

/// A producer to one partition of a broker that is about to be killed, and what it was promised.
struct KillWriter: Sendable {
    /// A batch whose records say which it is.
    struct Draft: Sendable {
        var number: Int
        var count: Int
        var codec: CompressionCodec
        var sequence: Int32
    }

    let topic: String
    let partition: Int32
    /// -1: neither retries nor duplicates are told apart.
    let producerId: Int64
    private let progress: KillProgress
    private var random: SeededGenerator
    private var nextNumber = 0
    private var nextSequence: Int32 = 0
    /// Sent, and the broker died before it answered: an idempotent producer sends them again.
    private(set) var unanswered: [Draft] = []
    /// By the first offset the broker answered with.
    private(set) var acknowledged: [Int64: Draft] = [:]
    /// Answers that no broker should have given.
    private(set) var refusals: [String] = []
    /// Sent again and not recognised: a snapshot holds a producer's last batch only, as Kafka's.
    private(set) var unrecognised: [Draft] = []
    private(set) var answers = 0
    private(set) var resent = 0

    init(
        topic: String, partition: Int32, producerId: Int64, progress: KillProgress, seed: UInt64
    ) {
        self.progress = progress
        self.topic = topic
        self.partition = partition
        self.producerId = producerId
        random = SeededGenerator(seed: seed)
    }

    /// The value of one record.
    static func value(_ number: Int, _ index: Int) -> String { "batch \(number) record \(index)" }

    /// Writes until the connection breaks.
    mutating func write(over connection: Connection) async {
        while !unanswered.isEmpty {
            resent += 1
            guard await send([unanswered[0]], again: true, over: connection) else { return }
        }
        while true {
            let burst = (0..<Int.random(in: 1...5, using: &random)).map { _ in draft() }
            guard await send(burst, over: connection) else { return }
        }
    }

    private mutating func draft() -> Draft {
        let draft = Draft(
            number: nextNumber, count: Int.random(in: 1...12, using: &random),
            codec: CompressionCodec.allCases.randomElement(using: &random) ?? .none,
            sequence: nextSequence)
        nextNumber += 1
        nextSequence += Int32(draft.count)
        return draft
    }

    /// Sends the batches in one go and takes the answers; false when the connection broke.
    private mutating func send(
        _ burst: [Draft], again isAgain: Bool = false, over connection: Connection
    ) async -> Bool {
        if producerId >= 0 {
            let known = Set(unanswered.map(\.number))
            unanswered += burst.filter { !known.contains($0.number) }
        }
        let replies = burst.map { connection.start(request($0), version: 9) }
        var isOpen = true
        for (draft, pending) in zip(burst, replies) {
            guard let answer = try? await pending.reply().message,
                let partition = answer.responses.first?.partitionResponses.first
            else {
                isOpen = false
                continue
            }
            answers += 1
            progress.note()
            unanswered.removeAll { $0.number == draft.number }
            if partition.errorCode == 0 {
                acknowledged[partition.baseOffset] = draft
            } else if isAgain && partition.errorCode == ErrorCode.outOfOrderSequenceNumber.rawValue
            {
                unrecognised.append(draft)
            } else {
                refusals.append("batch \(draft.number): \(ErrorCode(partition.errorCode).name)")
            }
        }
        return isOpen
    }

    private func request(_ draft: Draft) -> ProduceRequest {
        let now = WallClock.millis
        var batch = RecordBatchBuilder(
            (0..<draft.count).map {
                Record(
                    key: nil, value: ByteSlice(utf8: Self.value(draft.number, $0)), timestamp: now)
            }, codec: draft.codec)
        if producerId >= 0 {
            batch.producerId = producerId
            batch.producerEpoch = 0
            batch.baseSequence = draft.sequence
        }
        var data = ProduceRequest.PartitionProduceData()
        data.index = partition
        data.records = try? batch.build()
        var entry = ProduceRequest.TopicProduceData()
        entry.name = topic
        entry.partitionData = [data]
        var request = ProduceRequest()
        request.acks = draft.number % 2 == 0 ? -1 : 1
        request.timeoutMs = 10_000
        request.topicData = [entry]
        return request
    }

    /// Forgets promises about records that retention removed since.
    mutating func forget(below offset: Int64) {
        acknowledged = acknowledged.filter { $0.key >= offset }
    }
}
