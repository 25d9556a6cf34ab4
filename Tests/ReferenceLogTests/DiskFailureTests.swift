// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records
import ReferenceLog
import Synchronization
import TestSupport
import Testing

@Suite struct DiskFailureTests {
    private let disk = FailingDisk()

    private func engine(_ path: String) throws -> ReferenceLogEngine {
        try ReferenceLogEngine(
            directory: path, options: EngineOptions(clusterId: "c", nodeId: 1), disk: disk,
            clock: ManualClock(), random: SeededSource())
    }

    private func batch(_ value: String) throws -> ByteSlice {
        try RecordBatchBuilder([Record(key: "k", value: value)]).build()
    }

    private func append(_ value: String, to log: any PartitionLog) throws -> Int64 {
        try log.append(batch(value), origin: .client, leaderEpoch: 0).firstOffset
    }

    @Test func `a full disk undoes the write and the log goes on`() throws {
        let folder = try TemporaryDirectory()
        let engine = try engine(folder.path)
        let log = try engine.create(
            LogFixture.partition, topicId: LogFixture.topicId, config: LogConfig())
        #expect(try append("a", to: log) == 0)
        disk.next.withLock { $0 = .full }
        #expect(throws: AppendRefusal.self) { try append("b", to: log) }
        #expect(log.logEndOffset == 1)
        #expect(engine.failure == nil)
        #expect(try append("c", to: log) == 1)
        let read = try log.read(
            from: 0, bytesMax: 1000, wholeFirstBatch: true, bound: .logEnd)
        let region = try #require(read.region)
        let bytes = try region.file.read(position: 0, count: region.count)
        #expect(
            try RecordSet.records(in: bytes, using: RecordCodecs()).map { $0.value?.text }
                == ["a", "c"])
    }

    @Test func `a broken disk takes the directory offline`() throws {
        let folder = try TemporaryDirectory()
        let engine = try engine(folder.path)
        let log = try engine.create(
            LogFixture.partition, topicId: LogFixture.topicId, config: LogConfig())
        _ = try append("a", to: log)
        disk.next.withLock { $0 = .broken }
        #expect(throws: AppendRefusal.self) { try append("b", to: log) }
        #expect(engine.failure?.code == .io)
        do {
            _ = try append("c", to: log)
            Issue.record("an offline log took a batch")
        } catch AppendRefusal.storage(let error) {
            #expect(error.code == .offline)
        }
        #expect(throws: StorageError.self) { try engine.tick() }
    }
}
