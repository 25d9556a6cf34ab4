// SPDX-License-Identifier: Apache-2.0

import Bytes
import Glibc
import LogContract
import Records
import ReferenceLog

/// The reference log engine in this process, on a real folder, operation by operation.
///
/// Every operation is done twice: once for the time, once more, on a part, for the counts of
/// objects, which the counting would slow down.
package final class LogBench {
    private static let partition = TopicPartition(topic: "bench", partition: 0)
    private static let fetchBytes = 1 << 20
    /// In group-commit mode so many writes share a flush, as if so many producers waited.
    package static let groupSize = 64

    /// So many batches or reads pass between two looks at whether to go on.
    private static let cancellationStride = 64

    private let settings: LogBenchSettings
    private let disk = CountingDisk(PosixDisk())
    private let clock = SystemClock()
    private let batch: ByteSlice
    private let recordCount: Int
    private var engine: ReferenceLogEngine?
    private var random: UInt64

    package init(_ settings: LogBenchSettings) throws {
        self.settings = settings
        random = settings.seed &+ 0x9E37_79B9_7F4A_7C15
        batch = try SampleBatches.batch(
            bytes: settings.batchBytes, recordBytes: settings.recordBytes, codec: settings.codec,
            timestamp: clock.nowMillis, seed: settings.seed)
        recordCount = Int(try RecordBatchView(batch).recordCount)
    }

    /// Runs the operations in order and hands each row out when it is there; a cancelled task ends
    /// with an error between two of them, or within one that takes long.
    package func run(_ report: (LogBenchRow) -> Void) throws {
        let appended = try fill()
        for operation in settings.operations {
            try Task.checkCancellation()
            switch operation {
            case .append: report(appended)
            case .read: report(try read())
            case .lookup: report(try lookUp(.lookup) { try self.read(at: $0) })
            case .time: report(try lookUp(.time) { _ in try self.readTime() })
            case .recover: report(try reopen(.recover))
            case .reopen: report(try reopen(.reopen))
            case .compact: report(try compact())
            }
        }
        try self.engine?.close()
        self.engine = nil
    }

    // MARK: Operations

    /// Makes the log and what is in it.
    private func fill() throws -> LogBenchRow {
        let engine = try open()
        self.engine = engine
        var config = LogConfig()
        config.segmentBytes = settings.segmentBytes
        config.messageBytesMax = max(config.messageBytesMax, batch.count)
        let log = try engine.create(
            Self.partition, topicId: Uuid(high: 1, low: 1), config: config)
        return try append(to: log, engine)
    }

    private func append(
        to log: any PartitionLog, _ engine: ReferenceLogEngine
    ) throws -> LogBenchRow {
        let count = settings.batchCount
        // What only the first append does is not what an append costs.
        for _ in 0..<min(64, count) { try append(to: log) }
        engine.flushPending()
        let objects = try ObjectCounts.during {
            for _ in 0..<min(1000, count) { try append(to: log) }
        }
        engine.flushPending()
        let row = try timed(.append, count: count, batches: count, bytes: count * batch.count) {
            for index in 0..<count {
                if index.isMultiple(of: Self.cancellationStride) { try Task.checkCancellation() }
                try append(to: log)
                switch settings.durability {
                case .pageCache: break
                case .groupCommit:
                    if (index + 1).isMultiple(of: Self.groupSize) { engine.flushPending() }
                case .sync: engine.flushPending()
                }
            }
            engine.flushPending()
        }
        if let failure = engine.failure { throw failure }
        log.advanceHighWatermark(to: log.logEndOffset)
        return row.with(objects, of: min(1000, count), scaledTo: count)
    }

    private func append(to log: any PartitionLog) throws {
        _ = try log.append(batch, origin: .client, leaderEpoch: 0)
    }

    private func read() throws -> LogBenchRow {
        let log = try log()
        var count = 0
        var bytes = 0
        let room = ByteStorage(capacity: Self.fetchBytes)
        let row = try timed(.read, count: 0, batches: 0, bytes: 0) {
            var offset = log.logStartOffset
            while offset < log.logEndOffset {
                if count.isMultiple(of: Self.cancellationStride) { try Task.checkCancellation() }
                let found = try log.read(
                    from: offset, bytesMax: Self.fetchBytes, wholeFirstBatch: true, bound: .logEnd)
                guard let region = found.region, let file = region.file as? any DiskFile else {
                    break
                }
                let into = UnsafeMutableRawBufferPointer(
                    start: room.base, count: min(region.count, room.capacity))
                _ = try file.read(into: into, at: region.position)
                count += 1
                let whole = region.count / batch.count
                guard whole > 0 else { break }
                bytes += whole * batch.count
                offset += Int64(whole * recordCount)
            }
        }
        return row.of(count: count, batches: bytes / batch.count, bytes: bytes)
    }

    private func lookUp(
        _ operation: LogOperation, _ body: (Int64) throws -> Void
    ) throws -> LogBenchRow {
        let count = 20_000
        let end = try log().logEndOffset
        func draws(_ times: Int) throws {
            for _ in 0..<times { try body(draw(below: end)) }
        }
        try draws(100)
        let objects = try ObjectCounts.during { try draws(1000) }
        return try timed(operation, count: count, batches: 0, bytes: 0) { try draws(count) }
            .with(objects, of: 1000, scaledTo: count)
    }

    private func read(at offset: Int64) throws {
        _ = try log().read(from: offset, bytesMax: 1, wholeFirstBatch: true, bound: .logEnd)
    }

    private func readTime() throws {
        _ = try log().firstOffset(at: clock.nowMillis - 1000, bound: .logEnd)
    }

    private func reopen(_ operation: LogOperation) throws -> LogBenchRow {
        if operation == .reopen { try engine?.close() }
        engine = nil
        let row = try timed(operation, count: 1, batches: 0, bytes: 0) {
            engine = try open()
        }
        let log = try log()
        log.advanceHighWatermark(to: log.logEndOffset)
        let batches = Int(log.logEndOffset) / recordCount
        return row.of(count: 1, batches: batches, bytes: batches * batch.count)
    }

    /// A tenth as many keys as records, and half of the bytes of a segment's worth to drop.
    private func compact() throws -> LogBenchRow {
        guard let engine else {
            throw StorageError(.missing, operation: "open", path: settings.directory)
        }
        let partition = TopicPartition(topic: "bench-compacted", partition: 0)
        var config = LogConfig()
        config.cleanupPolicy = .compact
        config.segmentBytes = min(
            settings.segmentBytes, max(1 << 20, settings.batchCount * batch.count / 4))
        let log = try engine.create(partition, topicId: Uuid(high: 1, low: 2), config: config)
        let batches = try (0..<16).map { index in
            try SampleBatches.batch(
                bytes: settings.batchBytes, recordBytes: settings.recordBytes,
                codec: settings.codec, timestamp: clock.nowMillis - 60_000,
                seed: settings.seed + UInt64(index),
                keys: max(1, recordCount * settings.batchCount / 10))
        }
        for index in 0..<settings.batchCount {
            if index.isMultiple(of: Self.cancellationStride) { try Task.checkCancellation() }
            _ = try log.append(batches[index % batches.count], origin: .client, leaderEpoch: 0)
        }
        log.advanceHighWatermark(to: log.logEndOffset)
        engine.flushPending()
        var bytes = 0
        let row = try timed(.compact, count: 1, batches: 0, bytes: 0) {
            bytes = Int(try engine.clean(partition)?.readBytes ?? 0)
        }
        return row.of(count: 1, batches: bytes / batch.count, bytes: bytes)
    }

    // MARK: Parts

    private func open() throws -> ReferenceLogEngine {
        var options = EngineOptions(clusterId: "bench", nodeId: 1)
        options.durability = settings.durability
        options.config.segmentBytes = settings.segmentBytes
        return try ReferenceLogEngine(
            directory: settings.directory, options: options, disk: disk, clock: clock,
            random: SystemRandomSource())
    }

    private func log() throws -> any PartitionLog {
        guard let log = engine?.logs[Self.partition] else {
            throw StorageError(.missing, operation: "open", path: settings.directory)
        }
        return log
    }

    private func draw(below bound: Int64) -> Int64 {
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        return Int64(random >> 2) % max(bound, 1)
    }

    private func timed(
        _ operation: LogOperation, count: Int, batches: Int, bytes: Int, _ body: () throws -> Void
    ) throws -> LogBenchRow {
        let before = disk.counts
        let start = (Self.nanos(CLOCK_MONOTONIC), Self.nanos(CLOCK_THREAD_CPUTIME_ID))
        try body()
        let end = (Self.nanos(CLOCK_MONOTONIC), Self.nanos(CLOCK_THREAD_CPUTIME_ID))
        return LogBenchRow(
            operation: operation, count: count, batches: batches, bytes: bytes,
            wallNanos: end.0 - start.0, processorNanos: end.1 - start.1,
            disk: disk.counts - before, objects: nil)
    }

    private static func nanos(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }
}

extension LogBenchRow {
    /// The same measurement, of so much.
    fileprivate func of(count: Int, batches: Int, bytes: Int) -> LogBenchRow {
        LogBenchRow(
            operation: operation, count: count, batches: batches, bytes: bytes,
            wallNanos: wallNanos, processorNanos: processorNanos, disk: disk, objects: objects)
    }

    /// The same measurement with the objects that `part` of it counted.
    fileprivate func with(
        _ objects: ObjectCounts?, of part: Int, scaledTo count: Int
    ) -> LogBenchRow {
        let factor = Double(count) / Double(max(part, 1))
        let scaled = objects.map {
            ObjectCounts(
                allocations: Int(Double($0.allocations) * factor),
                retains: Int(Double($0.retains) * factor))
        }
        return LogBenchRow(
            operation: operation, count: self.count, batches: batches, bytes: bytes,
            wallNanos: wallNanos, processorNanos: processorNanos, disk: disk, objects: scaled)
    }
}
