// SPDX-License-Identifier: Apache-2.0

import LogContract
import Records
import ReferenceLog
import Testing

/// Transactions under compaction: aborted data goes, markers stay as long as they say something.
@Suite struct CleaningTransactionTests {
    private let partition = LogFixture.partition

    private func transactional(
        _ id: Int64, _ sequence: Int32
    ) -> (inout RecordBatchBuilder) -> Void {
        {
            $0.isTransactional = true
            $0.producerId = id
            $0.producerEpoch = 0
            $0.baseSequence = sequence
        }
    }

    /// Kinds of batches by offset: `data`, `emptied`, `marker`, `emptied marker`.
    private func kinds(_ fixture: LogFixture) throws -> [String] {
        try fixture.batches().map { batch in
            let what = batch.isControl ? "marker" : "data"
            let state = batch.recordCount == 0 ? "emptied " : ""
            let horizon = batch.deleteHorizonMillis == nil ? "" : " to go"
            return "\(batch.baseOffset) \(state)\(what)\(horizon)"
        }
    }

    @Test func `Aborted data goes whatever its keys, committed data stays`() throws {
        let fixture = try LogFixture.compacted()
        try fixture.put([("a", "1"), ("b", "1")])
        try fixture.put([("a", "aborted"), ("c", "aborted")], transactional(5, 0))
        try fixture.put([("b", "committed")], transactional(6, 0))
        try fixture.end(5, .abort)
        try fixture.end(6, .commit)
        try fixture.put([("d", "1")], transactional(5, 2))
        try fixture.end(5, .commit)
        try fixture.roll()
        let view = try fixture.committedView()
        #expect(view == ["a": "1", "b": "committed", "d": "1", "the end": "of 9"])
        try fixture.engine.clean(partition)
        #expect(
            try fixture.stored() == ["0:a=1", "4:b=committed", "7:d=1", "9:the end=of 9"])
        for cleanly in [true, false] {
            #expect(try fixture.committedView() == view)
            try fixture.reopen(cleanly: cleanly)
            let log = try fixture.log
            log.advanceHighWatermark(to: log.logEndOffset)
        }
    }

    @Test func `An abort marker goes its time after the last batch it decided`() throws {
        let fixture = try LogFixture.compacted()
        try fixture.put([("a", "aborted")], transactional(5, 0))
        try fixture.end(5, .abort)
        try fixture.put([("b", "1")], transactional(5, 1))
        try fixture.end(5, .commit)
        try fixture.roll()
        // The first round removes the data, and keeps what says that it was aborted.
        try fixture.engine.clean(partition)
        #expect(try kinds(fixture) == ["1 marker", "2 data", "3 marker", "4 data"])
        #expect(
            try fixture.log.read(
                from: 0, bytesMax: 1000, wholeFirstBatch: true, bound: .lastStable
            ).abortedTransactions == [AbortedTransaction(producerId: 5, firstOffset: 0)])
        // The second finds no data of it any more.
        try fixture.engine.clean(partition)
        #expect(try kinds(fixture) == ["1 marker to go", "2 data", "3 marker", "4 data"])
        #expect(
            try fixture.log.read(
                from: 0, bytesMax: 1000, wholeFirstBatch: true, bound: .lastStable
            ).abortedTransactions.isEmpty)
        fixture.clock.advance(by: 60_000)
        try fixture.engine.clean(partition)
        #expect(try kinds(fixture) == ["2 data", "3 marker", "4 data"])
    }

    @Test func `A commit marker stays while data it committed is there`() throws {
        let fixture = try LogFixture.compacted { $0.deleteRetentionMillis = 0 }
        try fixture.put([("a", "1")], transactional(5, 0))
        try fixture.end(5, .commit)
        try fixture.put([("b", "1")], transactional(5, 1))
        try fixture.end(5, .commit)
        try fixture.roll()
        for _ in 0..<3 { try fixture.engine.clean(partition) }
        #expect(try kinds(fixture) == ["0 data", "1 marker", "2 data", "3 marker", "4 data"])
        try fixture.put([("a", "2")])
        try fixture.roll()
        try fixture.engine.clean(partition)
        #expect(
            try kinds(fixture)
                == ["1 marker", "2 data", "3 marker", "4 data", "5 data", "6 data"])
        for _ in 0..<2 { try fixture.engine.clean(partition) }
        #expect(try kinds(fixture) == ["2 data", "3 marker", "4 data", "5 data", "6 data"])
    }

    @Test func `The last marker of a producer without data keeps its epoch`() throws {
        let fixture = try LogFixture.compacted { $0.deleteRetentionMillis = 0 }
        try fixture.put([("a", "1")], transactional(5, 0))
        try fixture.end(5, .abort, epoch: 1)
        try fixture.roll()
        for _ in 0..<4 { try fixture.engine.clean(partition) }
        #expect(try kinds(fixture) == ["1 emptied marker", "2 data"])
        try fixture.reopen(cleanly: false)
        #expect(try fixture.log.activeProducers.first?.epoch == 1)
        #expect(throws: AppendRefusal.self) {
            try fixture.put([("a", "zombie")], transactional(5, 1))
        }
    }

    @Test func `A transaction that spans the cleaned end is decided by a later marker`() throws {
        let fixture = try LogFixture.compacted()
        try fixture.put([("a", "1")])
        try fixture.put([("a", "aborted")], transactional(5, 0))
        try fixture.roll()
        try fixture.roll()
        try fixture.end(5, .abort)
        let view = try fixture.committedView()
        try fixture.engine.clean(partition)
        #expect(try fixture.committedView() == view)
        #expect(
            try kinds(fixture)
                == ["0 data", "1 emptied data", "2 data", "3 data", "4 marker"])
        try fixture.reopen(cleanly: false)
        let log = try fixture.log
        log.advanceHighWatermark(to: log.logEndOffset)
        #expect(try fixture.committedView() == view)
    }
}
