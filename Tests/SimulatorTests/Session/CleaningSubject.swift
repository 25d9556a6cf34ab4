// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records
import ReferenceLog
import Simulator
import Testing

/// An engine on a disk of its own, with a log that is worth cleaning.
final class CleaningSubject {
    static let partition = TopicPartition(topic: "orders", partition: 0)

    let clock = SimulatedClock(1_700_000_000_000)
    let disk: SimulatedDisk
    private let codecs = RecordCodecs()
    private(set) var engine: ReferenceLogEngine?

    init() throws {
        disk = SimulatedDisk(clock: clock)
        try open()
        var config = LogConfig()
        config.cleanupPolicy = .compact
        config.segmentMillis = 5000
        config.timestampAfterMillisMax = .max
        let log = try #require(engine).create(
            Self.partition, topicId: Uuid(high: 1, low: 2), config: config)
        try write([("a", "1"), ("b", "1")], to: log)
        try write([("a", "aborted")], to: log, sequence: 0)
        try write([("b", "2"), ("c", nil)], to: log)
        let marker = RecordBatchBuilder.transactionMarker(
            .abort, producerId: 5, producerEpoch: 0, coordinatorEpoch: 0,
            timestamp: clock.nowMillis)
        _ = try log.append(marker.build(), origin: .coordinator, leaderEpoch: 0)
        try write([("d", "1"), ("a", "2")], to: log)
        try write([("active", "1")], to: log)
        log.advanceHighWatermark(to: log.logEndOffset)
        try #require(engine).close()
        try open()
    }

    private func write(
        _ pairs: [(String, String?)], to log: any PartitionLog, sequence: Int32? = nil
    ) throws {
        clock.advance(by: 10_000)
        var batch = RecordBatchBuilder(
            pairs.map { key, value in
                Record(
                    key: ByteSlice(utf8: key), value: value.map { ByteSlice(utf8: $0) },
                    timestamp: clock.nowMillis)
            })
        if let sequence {
            batch.producerId = 5
            batch.producerEpoch = 0
            batch.baseSequence = sequence
            batch.isTransactional = true
        }
        _ = try log.append(batch.build(), origin: .client, leaderEpoch: 0)
    }

    func open() throws {
        engine = nil
        var options = EngineOptions(clusterId: "cluster", nodeId: 1)
        options.config.cleanupPolicy = .compact
        engine = try ReferenceLogEngine(
            directory: "logs", options: options, disk: disk, clock: clock,
            random: SimulatedRandom(seed: 1))
        let log = engine?.logs[Self.partition]
        log?.advanceHighWatermark(to: log?.logEndOffset ?? 0)
    }

    /// The process ends, and another opens the directory.
    func crash() throws {
        engine = nil
        disk.healAll()
        disk.restart()
        try open()
    }

    /// Appends one more record to the active segment.
    func writeMore() throws {
        let log = try #require(engine?.logs[Self.partition])
        _ = try log.append(
            RecordBatchBuilder([Record(key: "more", value: "1", timestamp: clock.nowMillis)])
                .build(), origin: .client, leaderEpoch: 0)
        log.advanceHighWatermark(to: log.logEndOffset)
    }

    /// Files of a replacement that has not come to its end; those it gave up may wait.
    var leftovers: [String] {
        disk.tree("logs").map(\.path).filter {
            $0.hasSuffix(".cleaned") || $0.hasSuffix(".swap") || $0.hasSuffix(".tmp")
        }
    }

    /// Everything that is stored, in order.
    func stored() throws -> ByteSlice {
        let log = try #require(engine?.logs[Self.partition])
        var writer = ByteWriter()
        var offset = log.logStartOffset
        while offset < log.logEndOffset {
            let result = try log.read(
                from: offset, bytesMax: 1 << 20, wholeFirstBatch: true, bound: .logEnd)
            guard let region = result.region else { break }
            let bytes = try region.file.read(position: region.position, count: region.count)
            for batch in try RecordSet.batches(in: bytes) {
                writer.write(batch.bytes)
                offset = batch.lastOffset + 1
            }
        }
        return writer.finish()
    }
}
