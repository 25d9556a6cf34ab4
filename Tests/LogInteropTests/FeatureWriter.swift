// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records

/// Appends to a log of our engine what the features are made of.
struct FeatureWriter {
    private let log: any PartitionLog
    private let codecs = RecordCodecs()
    private let epoch: Int32
    private let round: Int
    private var timestamp: Int64
    private var sequences: [Int64: Int32] = [:]

    init(_ log: any PartitionLog, epoch: Int32, timestamp: Int64, round: Int) {
        self.log = log
        self.epoch = epoch
        self.timestamp = timestamp + Int64(round * 60_000)
        self.round = round
    }

    /// Lets a producer's sequence begin elsewhere than at 0.
    mutating func begin(producer: Int64, at sequence: Int32) { sequences[producer] = sequence }

    mutating func append(
        count: Int, codec: CompressionCodec = .none, hasNulls: Bool = false,
        producer: Int64? = nil, transactional: Bool = false, epoch: Int32? = nil, size: Int = 40,
        keyOffset: Int = 0
    ) throws {
        let records = (0..<count).map { record($0 + keyOffset, hasNulls: hasNulls, size: size) }
        timestamp += 10
        var batch = RecordBatchBuilder(records, codec: codec)
        if let producer {
            // A new epoch a round lets sequences begin again.
            batch.producerId = 4000 + producer
            batch.producerEpoch = Int16(round)
            batch.baseSequence = sequences[producer] ?? 0
            batch.isTransactional = transactional
            sequences[producer] = RecordBatchView.sequence(
                batch.baseSequence, plus: Int32(count))
        }
        try store(batch, .client, epoch: epoch ?? self.epoch)
    }

    private func record(_ index: Int, hasNulls: Bool, size: Int) -> Record {
        let time = timestamp + Int64((index * 7) % 5)
        let value = "round \(round) " + String(repeating: "v", count: size)
        guard hasNulls else { return Record(key: "key \(index)", value: value, timestamp: time) }
        var record = Record(
            key: index % 2 == 0 ? nil : "key \(index)", value: index % 3 == 0 ? nil : value,
            timestamp: time)
        if index == 3 { record.headers = [.init("a", "ä"), .init("a", nil), .init("", "")] }
        return record
    }

    /// Two producers whose transactions interleave, commit and abort; the last stays open.
    mutating func transactions() throws {
        // As a coordinator ends what an earlier instance of the producer left open.
        if round > 0 { try end(producer: 1, .abort) }
        for turn in 0..<8 {
            for producer in [1 as Int64, 2] {
                try append(count: 3, producer: producer, transactional: true)
            }
            try append(count: 1)
            try end(producer: 1, turn % 2 == 0 ? .abort : .commit)
            try append(count: 2, producer: 2, transactional: true)
            try end(producer: 2, turn % 3 == 0 ? .abort : .commit)
        }
        try append(count: 3, producer: 1, transactional: true)
        try append(count: 3)
    }

    private mutating func end(producer: Int64, _ kind: ControlRecord.Kind) throws {
        let marker = RecordBatchBuilder.transactionMarker(
            kind, producerId: 4000 + producer, producerEpoch: Int16(round),
            coordinatorEpoch: Int32(round), timestamp: timestamp)
        try store(marker, .coordinator, epoch: epoch)
    }

    private func store(
        _ batch: RecordBatchBuilder, _ origin: AppendOrigin, epoch: Int32
    ) throws {
        _ = try log.append(batch.build(using: codecs), origin: origin, leaderEpoch: epoch)
        log.advanceHighWatermark(to: log.logEndOffset)
    }
}
