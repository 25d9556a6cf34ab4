// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Foundation
import LogContract
import Records
import ReferenceLog
import Testing

/// What a log knows of its producers, through everything that happens to its files.
@Suite struct ProducerStateTests {
    private func batch(
        _ sequence: Int32, id: Int64 = 7, epoch: Int16 = 0, transactional: Bool = false,
        at timestamp: Int64 = 1_700_000_000_000
    ) -> RecordBatchBuilder {
        var builder = RecordBatchBuilder([Record(key: "k", value: "v", timestamp: timestamp)])
        builder.producerId = id
        builder.producerEpoch = epoch
        builder.baseSequence = sequence
        builder.isTransactional = transactional
        return builder
    }

    private func end(
        _ kind: ControlRecord.Kind, id: Int64 = 7, epoch: Int16 = 0, coordinator: Int32 = 1,
        in fixture: LogFixture
    ) throws {
        let marker = RecordBatchBuilder.transactionMarker(
            kind, producerId: id, producerEpoch: epoch, coordinatorEpoch: coordinator,
            timestamp: fixture.clock.nowMillis)
        _ = try fixture.log.append(marker.build(), origin: .coordinator, leaderEpoch: 0)
    }

    private func snapshots(of fixture: LogFixture) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: fixture.partitionPath)
            .filter { $0.hasSuffix(".snapshot") }.sorted()
    }

    @Test(arguments: [CompressionCodec.none, .gzip])
    func `five batches are known again, written in place or not`(codec: CompressionCodec) throws {
        let fixture = try LogFixture()
        func append(_ sequence: Int32, epoch: Int16 = 0) throws -> AppendResult {
            var builder = batch(sequence, epoch: epoch)
            builder.codec = codec
            return try fixture.append(builder)
        }
        let first: Int32 = .max - 2
        try fixture.append(batch(0, id: 8))
        // A producer that nobody knows may begin anywhere.
        for index: Int32 in 0..<7 {
            let result = try append(RecordBatchView.sequence(first, plus: index))
            #expect(result.firstOffset == Int64(index) + 1 && !result.isDuplicate)
        }
        for index: Int32 in 2..<7 {
            let result = try append(RecordBatchView.sequence(first, plus: index))
            #expect(result.firstOffset == Int64(index) + 1 && result.isDuplicate)
        }
        #expect(throws: AppendRefusal.outOfOrderSequence(producerId: 7, expected: 4, found: first))
        {
            try append(first)
        }
        #expect(throws: AppendRefusal.outOfOrderSequence(producerId: 7, expected: 4, found: 5)) {
            try append(5)
        }
        #expect(throws: AppendRefusal.outOfOrderSequence(producerId: 7, expected: 0, found: 4)) {
            try append(4, epoch: 1)
        }
        #expect(try append(0, epoch: 1).firstOffset == 8)
        #expect(
            throws: AppendRefusal.invalidProducerEpoch(producerId: 7, current: 1, found: 0)
        ) {
            try append(4)
        }
        let known = try fixture.log.activeProducers
        #expect(known.map(\.lastSequence) == [0, 0] && known.map(\.epoch) == [1, 0])
    }

    /// What happens to the snapshots of a log that was closed.
    enum Damage: CaseIterable {
        case none, gone, empty, torn, flipped, beyondTheEnd
    }

    @Test(arguments: Damage.allCases)
    func `state comes back whatever became of the snapshots`(_ damage: Damage) throws {
        let fixture = try LogFixture { $0.segmentBytes = 200 }
        for sequence: Int32 in 0..<7 { try fixture.append(batch(sequence)) }
        try fixture.append(batch(0, id: 8, transactional: true))
        let before = try fixture.log.activeProducers
        try fixture.engine.close()
        for name in try snapshots(of: fixture) {
            let url = URL(filePath: "\(fixture.partitionPath)/\(name)")
            var data = try Data(contentsOf: url)
            switch damage {
            case .none: continue
            case .gone: try FileManager.default.removeItem(at: url)
            case .empty: try Data().write(to: url)
            case .torn: try data.dropLast(5).write(to: url)
            case .flipped:
                data[data.count - 1] ^= 1
                try data.write(to: url)
            case .beyondTheEnd:
                try FileManager.default.copyItem(
                    atPath: url.path,
                    toPath: "\(fixture.partitionPath)/00000000000000009999.snapshot")
                try FileManager.default.removeItem(at: url)
            }
            if damage == .beyondTheEnd { break }
        }
        try fixture.reopen(cleanly: false)
        let log = try fixture.log
        #expect(log.activeProducers == before)
        #expect(log.lastStableOffset == 7)
        #expect(try fixture.append(batch(6)).isDuplicate)
        #expect(throws: AppendRefusal.self) { try fixture.append(batch(9)) }
        #expect(try fixture.append(batch(7)).firstOffset == 8)
        #expect(try !snapshots(of: fixture).contains("00000000000000009999.snapshot"))
    }

    @Test func `truncation takes back what producers wrote`() throws {
        let fixture = try LogFixture { $0.segmentBytes = 200 }
        for sequence: Int32 in 0..<6 { try fixture.append(batch(sequence)) }
        try fixture.append(batch(0, id: 9, transactional: true))
        try fixture.log.truncate(to: 4)
        let log = try fixture.log
        #expect(log.activeProducers.map(\.producerId) == [7])
        #expect(log.activeProducers.first?.lastSequence == 3)
        #expect(log.lastStableOffset == log.highWatermark)
        #expect(try fixture.append(batch(4)).firstOffset == 4)
    }

    @Test func `a transaction that ended below the high watermark holds nothing back`() throws {
        let fixture = try LogFixture()
        try fixture.append(batch(0, transactional: true))
        try end(.commit, in: fixture)
        let log = try fixture.log
        log.advanceHighWatermark(to: 2)
        fixture.clock.advance(by: 6000)
        _ = try fixture.engine.tick()
        try fixture.flushAll()
        try fixture.reopen(cleanly: false)
        #expect(try fixture.log.highWatermark == 2)
        #expect(try fixture.log.lastStableOffset == 2)
    }

    @Test func `markers fence coordinators and producers, and end only what is open`() throws {
        let fixture = try LogFixture()
        try fixture.append(batch(0, transactional: true))
        #expect(throws: AppendRefusal.self) { try fixture.append(batch(1)) }
        try end(.abort, epoch: 1, coordinator: 5, in: fixture)
        #expect(throws: AppendRefusal.coordinatorFenced(current: 5, found: 4)) {
            try end(.abort, epoch: 1, coordinator: 4, in: fixture)
        }
        #expect(throws: AppendRefusal.invalidProducerEpoch(producerId: 7, current: 1, found: 0)) {
            try fixture.append(batch(1))
        }
        // A marker without a transaction aborts nothing.
        try end(.abort, epoch: 1, coordinator: 6, in: fixture)
        let log = try fixture.log
        log.advanceHighWatermark(to: 3)
        let read = try log.read(
            from: 0, bytesMax: 1 << 20, wholeFirstBatch: true, bound: .lastStable)
        #expect(read.abortedTransactions == [.init(producerId: 7, firstOffset: 0)])
        #expect(log.activeProducers.first?.coordinatorEpoch == 6)
        #expect(log.activeProducers.first?.lastSequence == -1)
        try fixture.append(batch(0, epoch: 1))
    }

    @Test func `a silent producer is forgotten, one with an open transaction is not`() throws {
        let fixture = try LogFixture()
        try fixture.append(batch(0))
        try fixture.append(batch(0, id: 8, transactional: true))
        fixture.clock.advance(by: 86_400_000)
        _ = try fixture.engine.tick()
        #expect(try fixture.log.activeProducers.map(\.producerId) == [8])
        // Its records may be gone, so any sequence is taken from who is not known.
        #expect(try fixture.append(batch(55)).firstOffset == 2)
    }

    @Test func `producers are looked at in an interval of their own`() throws {
        let fixture = try LogFixture()
        fixture.changeOptions = {
            $0.producerExpirationMillis = 1000
            $0.producerCheckMillis = 5000
        }
        try fixture.reopen(cleanly: true)
        try fixture.append(batch(0))
        fixture.clock.advance(by: 4999)
        _ = try fixture.engine.tick()
        #expect(try fixture.log.activeProducers.count == 1)
        fixture.clock.advance(by: 1)
        _ = try fixture.engine.tick()
        #expect(try fixture.log.activeProducers.isEmpty)
    }

    @Test func `the log's start may pass an open transaction`() throws {
        let fixture = try LogFixture()
        try fixture.append(batch(0, transactional: true))
        try fixture.append(["a", "b"])
        let log = try fixture.log
        #expect(log.lastStableOffset == 0)
        #expect(try log.deleteRecords(before: 2) == 2)
        #expect(log.lastStableOffset == 2)
    }
}
