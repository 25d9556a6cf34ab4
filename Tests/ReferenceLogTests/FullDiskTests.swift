// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records
import ReferenceLog
import Synchronization
import TestSupport
import Testing

/// No room, at any write of an append that rolls, indexes and aborts.
@Suite final class FullDiskTests {
    private let disk = FailingDisk()
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func open() throws -> ReferenceLogEngine {
        try ReferenceLogEngine(
            directory: folder.path, options: EngineOptions(clusterId: "c", nodeId: 1), disk: disk,
            clock: ManualClock(), random: SeededSource())
    }

    private func values(of log: any PartitionLog) throws -> [String?] {
        log.advanceHighWatermark(to: log.logEndOffset)
        var found: [String?] = []
        var offset = log.logStartOffset
        while offset < log.logEndOffset {
            let read = try log.read(
                from: offset, bytesMax: 1 << 20, wholeFirstBatch: true, bound: .logEnd)
            guard let region = read.region else { break }
            let bytes = try region.file.read(position: region.position, count: region.count)
            for batch in try RecordSet.batches(in: bytes) {
                try batch.checkCRC()
                offset = batch.lastOffset + 1
                guard case .batch(let view) = batch, !view.isControl else { continue }
                found += try view.records(using: RecordCodecs()).map { $0.value?.text }
            }
        }
        return found
    }

    @Test(arguments: 0..<12)
    func `what found no room leaves no trace`(_ skipped: Int) throws {
        var engine: ReferenceLogEngine? = try open()
        var config = LogConfig()
        config.segmentBytes = 400
        config.indexIntervalBytes = 1
        let log = try #require(
            try engine?.create(
                LogFixture.partition, topicId: LogFixture.topicId, config: config))
        var written: [String?] = []
        var refused = 0
        func attempt(_ bytes: ByteSlice, _ value: String?, _ origin: AppendOrigin) throws {
            let before = (log.logEndOffset, log.activeProducers, log.lastStableOffset)
            do {
                _ = try log.append(bytes, origin: origin, leaderEpoch: Int32(written.count / 5))
                if let value { written.append(value) }
            } catch AppendRefusal.storage(let error) {
                #expect(error.code == .noSpace)
                refused += 1
                #expect(log.logEndOffset == before.0)
                #expect(log.activeProducers == before.1)
                #expect(log.lastStableOffset == before.2)
            }
        }
        disk.skipped.withLock { $0 = skipped }
        disk.next.withLock { $0 = .full }
        for round: Int32 in 0..<6 {
            var data = RecordBatchBuilder([Record(key: "k", value: "\(round)", timestamp: 5)])
            data.producerId = Int64(round)
            data.producerEpoch = 0
            data.baseSequence = 0
            data.isTransactional = true
            try attempt(data.build(), "\(round)", .client)
            let marker = RecordBatchBuilder.transactionMarker(
                .abort, producerId: Int64(round), producerEpoch: 0, coordinatorEpoch: 1,
                timestamp: 5)
            try attempt(marker.build(), nil, .coordinator)
        }
        #expect(refused == 1)
        #expect(engine?.failure == nil)
        #expect(try values(of: log) == written)
        let end = log.logEndOffset
        let aborted = try log.abortedTransactions()
        engine = nil
        let again = try #require(try open().logs[LogFixture.partition])
        #expect(again.logEndOffset == end)
        #expect(try values(of: again) == written)
        #expect(try again.abortedTransactions() == aborted)
    }
}
