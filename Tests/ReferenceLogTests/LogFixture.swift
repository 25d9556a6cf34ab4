// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records
import ReferenceLog
import TestSupport

/// An engine over a folder of its own, which can be stopped and opened again.
final class LogFixture {
    static let partition = TopicPartition(topic: "orders", partition: 0)
    static let topicId = Uuid(high: 0x1122_3344_5566_7788, low: 0x99AA_BBCC_DDEE_FF00)

    let clock = ManualClock()
    let codecs = RecordCodecs()
    let path: String
    var config: LogConfig
    /// What the engine stands on, and how it is told to work, from the next opening on.
    var disk: any Disk = PosixDisk()
    var changeOptions: (inout EngineOptions) -> Void = { _ in }
    private let folder: TemporaryDirectory
    private var opened: ReferenceLogEngine?

    private let checksReads: Bool

    init(
        checksReads: Bool = false, _ change: (inout LogConfig) -> Void = { _ in }
    ) throws {
        self.checksReads = checksReads
        folder = try TemporaryDirectory()
        path = folder.file("logs")
        config = LogConfig()
        change(&config)
        try open()
        _ = try engine.create(Self.partition, topicId: Self.topicId, config: config)
    }

    var engine: ReferenceLogEngine {
        get throws {
            guard let opened else {
                throw StorageError(.offline, operation: "open", path: path)
            }
            return opened
        }
    }

    var log: ReferencePartitionLog {
        get throws {
            guard let log = try engine.logs[Self.partition] as? ReferencePartitionLog else {
                throw StorageError(.missing, operation: "open", path: path)
            }
            return log
        }
    }

    var partitionPath: String { "\(path)/\(Self.partition)" }

    private func open() throws {
        var options = EngineOptions(clusterId: "cluster", nodeId: 1)
        options.config = config
        options.checksReads = checksReads
        changeOptions(&options)
        opened = try ReferenceLogEngine(
            directory: path, options: options, disk: disk, clock: clock,
            random: SeededSource())
    }

    /// Stops, cleanly or as a killed process does, and opens again.
    func reopen(cleanly: Bool) throws {
        if cleanly { try engine.close() }
        opened = nil
        try open()
    }

    /// Runs the flushes that wait.
    func flushAll() throws { try engine.flushPending() }

    /// Appends `batch` as a producer.
    @discardableResult
    func append(_ batch: RecordBatchBuilder, epoch: Int32 = 0) throws -> AppendResult {
        let log = try log
        let result = try log.append(
            batch.build(using: codecs), origin: .client, leaderEpoch: epoch)
        log.advanceHighWatermark(to: log.logEndOffset)
        return result
    }

    /// Appends records of these values, one millisecond apart.
    @discardableResult
    func append(_ values: [String], key: String? = "k") throws -> AppendResult {
        try append(
            RecordBatchBuilder(
                values.enumerated().map {
                    Record(key: key, value: $1, timestamp: clock.nowMillis + Int64($0))
                }))
    }

    /// The values from `offset` on, as a consumer reads them, page by page.
    func values(from offset: Int64 = 0, pageBytes: Int = 1 << 20) throws -> [String?] {
        var offset = offset
        var values: [String?] = []
        let log = try log
        while offset < log.highWatermark {
            let result = try log.read(
                from: offset, bytesMax: pageBytes, wholeFirstBatch: true, bound: .highWatermark)
            guard let region = result.region else { break }
            let bytes = try region.file.read(position: region.position, count: region.count)
            for record in try RecordSet.records(in: bytes, using: codecs) {
                guard let found = record.offset, found >= offset else { continue }
                values.append(record.value?.text)
                offset = found + 1
            }
        }
        return values
    }
}
