// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records
import ReferenceLog
import TestSupport
import Testing

/// What compaction keeps, where it stops, and what it leaves as it was.
@Suite struct CleaningTests {
    private let partition = LogFixture.partition

    @Test func `The latest value of each key stays, at its offset and in its order`() throws {
        let fixture = try LogFixture.compacted()
        try fixture.put([("a", "1"), ("b", "1"), ("c", "1")])
        try fixture.put([("a", "2"), ("a", "3")])
        try fixture.roll()
        try fixture.put([("c", "active")])
        let summary = try #require(try fixture.engine.clean(partition))
        #expect(
            try fixture.stored() == [
                "1:b=1", "2:c=1", "4:a=3", "5:the end=of 5", "6:c=active",
            ])
        #expect(summary.cleanedEnd == 5)
        #expect(summary.recordsKept == 3)
        #expect(try fixture.log.logEndOffset == 7)
        try fixture.reopen(cleanly: false)
        #expect(try fixture.log.logEndOffset == 7)
        #expect(try fixture.engine.recoveryFindings.isEmpty)
    }

    @Test(arguments: CompressionCodec.allCases)
    func `A batch that loses records keeps its header's numbers`(
        _ codec: CompressionCodec
    ) throws {
        let fixture = try LogFixture.compacted()
        try fixture.put([("a", "1"), ("b", "1"), ("c", "1"), ("b", "2")]) {
            $0.codec = codec
            $0.producerId = 7
            $0.producerEpoch = 3
            $0.baseSequence = 11
        }
        try fixture.put([("a", "2"), ("x", "y")]) { $0.codec = codec }
        try fixture.roll()
        let before = try fixture.batches()
        try fixture.engine.clean(partition)
        let after = try fixture.batches()
        #expect(try fixture.stored().prefix(4) == ["2:c=1", "3:b=2", "4:a=2", "5:x=y"])
        #expect(after[0].baseOffset == 0)
        #expect(after[0].lastOffsetDelta == 3)
        #expect(after[0].baseSequence == 11)
        #expect(after[0].producerId == 7)
        #expect(after[0].producerEpoch == 3)
        #expect(after[0].recordCount == 2)
        #expect(after[0].attributes == before[0].attributes)
        #expect(after[0].baseTimestamp == before[0].baseTimestamp + 2)
        #expect(after[1].bytes == before[1].bytes)
        let records = try after[0].records(using: fixture.codecs)
        #expect(records.map(\.timestamp) == [before[0].baseTimestamp + 2, before[0].maxTimestamp])
    }

    @Test func `Headers and times of LogAppendTime batches survive a rewrite`() throws {
        let fixture = try LogFixture.compacted { $0.timestampType = .logAppendTime }
        var batch = RecordBatchBuilder([
            Record(key: "a", value: "1", timestamp: 5),
            Record(key: "b", value: "1", headers: [.init("h", "w")], timestamp: 6),
        ])
        batch.codec = .zstd
        let written = try fixture.append(batch)
        try fixture.put([("a", "2")])
        try fixture.roll()
        try fixture.engine.clean(partition)
        let first = try #require(try fixture.batches().first)
        let record = try #require(try first.records(using: fixture.codecs).first)
        #expect(record.headers == [.init("h", "w")])
        #expect(record.timestamp == written.logAppendTime)
        #expect(first.attributes.isLogAppendTime)
        #expect(first.maxTimestamp == written.logAppendTime)
    }

    @Test func `Records without a key go`() throws {
        let fixture = try LogFixture.compacted { $0.cleanupPolicy = .delete }
        try fixture.append(["1", "2"], key: nil)
        try fixture.put([("a", "1")])
        try fixture.roll()
        try fixture.log.config.cleanupPolicy = .compact
        try fixture.engine.clean(partition)
        #expect(try fixture.stored() == ["2:a=1", "3:the end=of 3"])
    }

    @Test func `Small segments become one`() throws {
        let fixture = try LogFixture.compacted()
        for index in 0..<6 {
            try fixture.put([("k\(index)", "v")])
            try fixture.roll()
        }
        let summary = try #require(try fixture.engine.clean(partition))
        #expect(summary.segmentsBefore == 6)
        #expect(summary.segmentsAfter == 1)
        try fixture.log.config.segmentBytes = 200
        let second = try #require(try fixture.engine.clean(partition))
        #expect(second.segmentsAfter == 1)
    }

    @Test func `A group ends where a segment would be too large`() throws {
        let fixture = try LogFixture.compacted()
        for index in 0..<6 {
            try fixture.put([("k\(index)", "v")])
            try fixture.roll()
        }
        let size = Int(try fixture.log.sizeInBytes) / 13
        try fixture.log.config.segmentBytes = size * 5
        let summary = try #require(try fixture.engine.clean(partition))
        #expect(summary.segmentsBefore == 6)
        #expect(summary.segmentsAfter == 3)
        let view = try fixture.committedView()
        #expect(view.count == 7)
    }

    @Test func `Segments younger than the minimum lag stay`() throws {
        let fixture = try LogFixture.compacted { $0.minCompactionLagMillis = 30_000 }
        try fixture.put([("a", "1"), ("a", "2")])
        try fixture.roll()
        try fixture.put([("a", "3"), ("a", "4")])
        try fixture.roll()
        try fixture.engine.clean(partition)
        #expect(try fixture.stored().filter { $0.contains(":a") }.count == 4)
        fixture.clock.advance(by: 15_000)
        try fixture.engine.clean(partition)
        #expect(
            try fixture.stored().filter { $0.contains(":a") } == ["1:a=2", "3:a=3", "4:a=4"])
    }

    @Test func `Nothing at or above the stable offset is touched`() throws {
        let fixture = try LogFixture.compacted()
        try fixture.put([("a", "1"), ("a", "2")])
        try fixture.roll()
        try fixture.put([("b", "1"), ("b", "2")])
        try fixture.put([("a", "open")]) {
            $0.isTransactional = true
            $0.producerId = 9
            $0.producerEpoch = 0
            $0.baseSequence = 0
        }
        try fixture.roll()
        try fixture.engine.clean(partition)
        #expect(
            try fixture.stored() == [
                "1:a=2", "2:the end=of 2", "3:b=1", "4:b=2", "5:a=open", "6:the end=of 6",
            ])
    }

    @Test(arguments: [3, 4, 7, 50])
    func `A map too small for all keys takes more rounds to the same end`(_ keys: Int) throws {
        let fixture = try LogFixture.compacted()
        fixture.changeOptions = { $0.cleanerMapBytes = keys * KeyOffsetMap.slotBytes }
        try fixture.reopen(cleanly: true)
        for round in 0..<4 {
            try fixture.put((0..<9).map { ("k\($0)", "\(round)") })
            try fixture.put([("k1", nil), ("k\(round)", "x")])
        }
        try fixture.roll()
        let view = try fixture.committedView()
        var rounds = 0
        while true {
            let summary = try #require(try fixture.engine.clean(partition))
            #expect(try fixture.committedView() == view)
            #expect(summary.mapBytes <= keys * KeyOffsetMap.slotBytes)
            rounds += 1
            if !summary.isMapFull { break }
        }
        #expect(rounds > 1 || keys == 50)
        #expect(try fixture.stored().count == 10)
    }

    @Test func `The producer's last batch stays, emptied, and still fends off a retry`() throws {
        let fixture = try LogFixture.compacted()
        let batch: (inout RecordBatchBuilder) -> Void = {
            $0.producerId = 7
            $0.producerEpoch = 1
            $0.baseSequence = 0
            $0.codec = .lz4
        }
        try fixture.put([("a", "1"), ("b", "1")], batch)
        try fixture.put([("a", "2"), ("b", "2")])
        try fixture.roll()
        try fixture.engine.clean(partition)
        let first = try fixture.batches()[0]
        #expect(first.recordCount == 0)
        #expect(first.sizeInBytes == BatchLayout.header)
        #expect(first.lastSequence == 1)
        #expect(first.lastOffset == 1)
        #expect(first.attributes.codecBits == 0)
        for cleanly in [true, false] {
            try fixture.reopen(cleanly: cleanly)
            #expect(try fixture.log.activeProducers.first?.lastSequence == 1)
            #expect(try fixture.put([("a", "1"), ("b", "1")], batch).isDuplicate)
        }
        // Once the producer writes on, the emptied batch is of no more use.
        try fixture.put([("c", "3")]) {
            batch(&$0)
            $0.baseSequence = 2
        }
        try fixture.roll()
        try fixture.engine.clean(partition)
        #expect(try fixture.batches()[0].baseOffset == 2)
    }

    @Test func `A third round changes no byte`() throws {
        let fixture = try LogFixture.compacted { $0.deleteRetentionMillis = 0 }
        for index in 0..<40 {
            try fixture.put([("k\(index % 7)", "\(index)"), ("gone", index % 2 == 1 ? nil : "x")])
            if index % 9 == 0 { try fixture.roll() }
        }
        try fixture.roll()
        for _ in 0..<2 {
            try fixture.engine.clean(partition)
            fixture.clock.advance(by: 1)
        }
        let before = try fixture.batches().map(\.bytes)
        try fixture.engine.clean(partition)
        #expect(try fixture.batches().map(\.bytes) == before)
        #expect(try fixture.stored().filter { $0.contains("gone") }.isEmpty)
    }
}
