// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records

/// What is written to a Kafka before it is killed: every codec, producers of every kind, epochs,
/// a start that moved.
struct KafkaTraffic {
    static let topics = ["plain", "codecs", "idempotent", "stamped", "deleted", "transactional"]

    let wire: KafkaWire
    private let release: String
    private let now = WallClock.millis

    init(_ wire: KafkaWire, release: String) {
        self.wire = wire
        self.release = release
    }

    static func partition(_ topic: String) -> TopicPartition {
        TopicPartition(topic: topic, partition: 0)
    }

    /// Makes the topics and fills them.
    func fill() async throws {
        // 4.x allows segments below a mebibyte by this name alone.
        let segment = release == "3.9.2" ? "segment.bytes" : "internal.segment.bytes"
        for topic in Self.topics {
            var configs = [segment: "20000", "index.interval.bytes": "600"]
            if topic == "stamped" { configs["message.timestamp.type"] = "LogAppendTime" }
            try await wire.create(topic, configs: configs)
        }
        for index in 0..<60 {
            try await wire.produce(batch(index, count: 5), to: Self.partition("plain"))
            try await wire.produce(
                batch(index, count: 5, codec: CompressionCodec.allCases[index % 5]),
                to: Self.partition("codecs"))
            try await wire.produce(batch(index, count: 2), to: Self.partition("stamped"))
            try await wire.produce(batch(index, count: 5), to: Self.partition("deleted"))
            var sequenced = batch(index, count: 3)
            sequenced.producerId = 90_000 + Int64(index % 3)
            sequenced.producerEpoch = 2
            sequenced.baseSequence = Int32(index / 3) * 3
            try await wire.produce(sequenced, to: Self.partition("idempotent"))
        }
        try await wire.deleteRecords(Self.partition("deleted"), before: 123)
        try await transactions()
    }

    /// Commits and aborts in turn, and one that stays open.
    private func transactions() async throws {
        let partition = Self.partition("transactional")
        for name in ["first", "second"] {
            let (id, epoch) = try await wire.producer(transactionalId: name)
            var sequence: Int32 = 0
            for round in 0..<6 {
                try await wire.add(partition, to: name, id: id, epoch: epoch)
                for _ in 0..<8 {
                    var batch = batch(round, count: 4)
                    batch.isTransactional = true
                    batch.producerId = id
                    batch.producerEpoch = epoch
                    batch.baseSequence = sequence
                    sequence += 4
                    try await wire.produce(batch, to: partition, transactionalId: name)
                }
                if name == "second" && round == 5 { break }
                try await wire.end(name, id: id, epoch: epoch, committing: round % 3 != 0)
            }
        }
    }

    /// Writes to one topic until Kafka is no more.
    func writeUntilKilled() async {
        var index = 0
        while true {
            guard
                (try? await wire.produce(
                    batch(index, count: 9, codec: CompressionCodec.allCases[index % 5]),
                    to: Self.partition(index % 2 == 0 ? "plain" : "codecs"))) != nil
            else { return }
            index += 1
        }
    }

    private func batch(
        _ index: Int, count: Int, codec: CompressionCodec = .none
    ) -> RecordBatchBuilder {
        RecordBatchBuilder(
            (0..<count).map {
                Record(
                    key: $0 == 0 ? nil : "key \($0)",
                    value: $0 == 1 ? nil : "value \(index) \(String(repeating: "x", count: 60))",
                    headers: $0 == 2 ? [.init("round", "\(index)")] : [],
                    timestamp: now - 100_000 + Int64(index * 100 + ($0 * 37) % 50))
            }, codec: codec)
    }
}
