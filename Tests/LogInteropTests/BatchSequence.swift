// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records

/// Appends batches to a log as producers do: sequence numbers and timestamps go up.
struct BatchSequence {
    private let log: any PartitionLog
    private let codecs = RecordCodecs()
    private var sequences: [Int64: Int32] = [:]
    private var written = 0
    /// Whether every record has a key.
    var hasKeys = false
    /// Of the next record, in milliseconds.
    var timestamp: Int64

    init(_ log: any PartitionLog, timestamp: Int64 = 1_700_000_000_000) {
        self.log = log
        self.timestamp = timestamp
    }

    /// Appends one batch; `producer` nil has no id.
    @discardableResult
    mutating func append(
        codec: CompressionCodec = .none, records count: Int = 3, producer: Int64? = nil,
        transactional: Bool = false, epoch: Int32 = 0
    ) throws -> AppendResult {
        let records = (0..<count).map { index in
            Record(
                key: index % 3 == 2 && !hasKeys ? nil : "k\(index)",
                value: (written + index) % 7 == 6 ? nil : "value \(written + index)",
                headers: index == 1 ? [.init("h", "\(written)")] : [],
                timestamp: timestamp + Int64(index))
        }
        var batch = RecordBatchBuilder(records, codec: codec)
        if let producer {
            batch.producerId = producer
            batch.producerEpoch = 0
            batch.baseSequence = sequences[producer] ?? 0
            batch.isTransactional = transactional
            sequences[producer] = batch.baseSequence + Int32(count)
        }
        return try store(batch, count: count, origin: .client, epoch: epoch)
    }

    /// Ends the open transaction of `producer`.
    mutating func end(
        producer: Int64, _ kind: ControlRecord.Kind, epoch: Int32 = 0
    ) throws {
        let marker = RecordBatchBuilder.transactionMarker(
            kind, producerId: producer, producerEpoch: 0, coordinatorEpoch: 0,
            timestamp: timestamp)
        try store(marker, count: 1, origin: .coordinator, epoch: epoch)
    }

    @discardableResult
    private mutating func store(
        _ batch: RecordBatchBuilder, count: Int, origin: AppendOrigin, epoch: Int32
    ) throws -> AppendResult {
        let result = try log.append(
            batch.build(using: codecs), origin: origin, leaderEpoch: epoch)
        log.advanceHighWatermark(to: log.logEndOffset)
        written += count
        timestamp += Int64(count)
        return result
    }
}
