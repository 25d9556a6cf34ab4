// SPDX-License-Identifier: Apache-2.0

import Arguments
import Bytes
import LogContract
import Records
import ReferenceLog

/// One partition in a folder, opened or made.
final class ScratchLog {
    static let partition = TopicPartition(topic: "microbench", partition: 0)
    private let engine: ReferenceLogEngine
    private let log: any PartitionLog
    private let clock = SystemClock()
    private var state: UInt64 = 0x2545_F491_4F6C_DD1D
    private var firstTimestamp: Int64 = 0
    private var batches = 0

    init(
        _ folder: String, segmentBytes: Int = 1 << 30,
        change: (inout LogConfig, inout EngineOptions) -> Void = { _, _ in }
    ) throws {
        var config = LogConfig()
        config.segmentBytes = segmentBytes
        var options = EngineOptions(clusterId: "bench", nodeId: 1)
        change(&config, &options)
        options.config = config
        engine = try ReferenceLogEngine(
            directory: folder, options: options, disk: PosixDisk(), clock: clock,
            random: SystemRandomSource())
        log =
            try engine.logs[Self.partition]
            ?? engine.create(Self.partition, topicId: Uuid(high: 1, low: 1), config: config)
    }

    func append(_ batch: ByteSlice) throws {
        _ = try log.append(batch, origin: .client, leaderEpoch: 0)
    }

    /// Appends `batch` with all its times moved.
    func append(_ batch: ByteSlice, laterByMillis millis: Int) throws {
        let view = try RecordBatchView(batch)
        if batches == 0 { firstTimestamp = view.baseTimestamp - 3_600_000 }
        batches += 1
        var writer = ByteWriter(capacity: batch.count)
        writer.write(batch)
        let timestamp = firstTimestamp + Int64(millis)
        writer.patch(timestamp, at: BatchLayout.baseTimestamp)
        writer.patch(timestamp, at: BatchLayout.maxTimestamp)
        let covered = writer.withUnsafeBytes {
            CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[BatchLayout.attributes...]))
        }
        writer.patch(covered, at: BatchLayout.crc)
        try append(writer.finish())
    }

    /// One round of compaction over all closed segments.
    func compact() throws -> CleaningSummary? {
        log.advanceHighWatermark(to: log.logEndOffset)
        return try engine.clean(Self.partition)
    }

    var logEndOffset: Int64 { log.logEndOffset }

    func close() throws { try engine.close() }

    func draw() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    func lookUpOffsets(_ times: Int) -> UInt64 {
        var sum: UInt64 = 0
        let end = UInt64(log.logEndOffset)
        do {
            for _ in 0..<times {
                let found = try log.read(
                    from: Int64(draw() % end), bytesMax: 1, wholeFirstBatch: true, bound: .logEnd)
                if let region = found.region { sum &+= UInt64(region.position) }
            }
        } catch {
            return 0
        }
        return sum
    }

    func lookUpTimes(_ times: Int) -> UInt64 {
        var sum: UInt64 = 0
        for _ in 0..<times {
            let timestamp = firstTimestamp + Int64(draw() % UInt64(batches))
            let found = try? log.firstOffset(at: timestamp, bound: .logEnd)
            sum &+= UInt64(found?.offset ?? 0)
        }
        return sum
    }
}
