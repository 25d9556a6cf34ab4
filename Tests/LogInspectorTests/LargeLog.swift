// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records
import ReferenceLog
import TestSupport

/// A log of some gibibytes with all that makes looking into it cost memory: many segments, indexes,
/// 100,000 producers, transactions that end either way, packed and plain batches.
final class LargeLog {
    static let producers: Int64 = 100_000

    private final class FixedClock: Clock {
        let nowMillis: Int64 = 1_700_000_000_000
    }

    let folder: TemporaryDirectory

    init(gibibytes: Int64) throws {
        folder = try TemporaryDirectory()
        var options = EngineOptions(clusterId: "cluster", nodeId: 1)
        options.config.segmentBytes = 128 << 20
        options.producerExpirationMillis = .max
        let engine = try ReferenceLogEngine(
            directory: folder.file("logs"), options: options, disk: PosixDisk(),
            clock: FixedClock(), random: SystemRandomSource())
        let log = try engine.create(
            TopicPartition(topic: "large", partition: 0), topicId: Uuid(high: 1, low: 2),
            config: options.config)
        let codecs = RecordCodecs()
        let payloads = try [CompressionCodec.none, .lz4].map { codec in
            try Self.payload(packed: codec, using: codecs)
        }
        var number: Int64 = 0
        while log.sizeInBytes < gibibytes << 30 {
            let id = number % Self.producers
            let isTransactional = number % 10 == 0
            var batch = RecordBatchBuilder(codec: number % 4 == 3 ? .lz4 : .none)
            batch.rawPayload = payloads[number % 4 == 3 ? 1 : 0]
            batch.recordCount = Self.records
            batch.lastOffsetDelta = Self.records - 1
            batch.baseTimestamp = 1_700_000_000_000
            batch.maxTimestamp = 1_700_000_000_000
            batch.producerId = id
            batch.producerEpoch = 0
            batch.baseSequence = Int32(number / Self.producers) * Self.records
            batch.isTransactional = isTransactional
            _ = try log.append(
                batch.build(using: codecs), origin: .client, leaderEpoch: 0)
            if isTransactional {
                let marker = RecordBatchBuilder.transactionMarker(
                    number % 30 == 0 ? .abort : .commit, producerId: id, producerEpoch: 0,
                    coordinatorEpoch: 0, timestamp: 1_700_000_000_000)
                _ = try log.append(
                    marker.build(using: codecs), origin: .coordinator, leaderEpoch: 0)
            }
            log.advanceHighWatermark(to: log.logEndOffset)
            number += 1
        }
        try engine.close()
    }

    private static let records: Int32 = 10

    /// Ten records of a kibibyte each, all of one time.
    private static func payload(
        packed codec: CompressionCodec, using codecs: RecordCodecs
    ) throws -> ByteSlice {
        var state: UInt64 = 1
        let records = (0..<records).map { index in
            let value = (0..<1024).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: 97 + (state >> 33) % 26)
            }
            return Record(
                key: ByteSlice(utf8: "key \(index)"), value: ByteSlice(value),
                timestamp: 1_700_000_000_000)
        }
        return try RecordBatchBuilder(records, codec: codec).build(using: codecs)
            .dropFirst(BatchLayout.header)
    }
}
