// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records
import ReferenceLog
import Testing

@Suite struct ReadTests {
    @Test func `a read begins with the batch that holds the offset`() throws {
        let fixture = try LogFixture()
        for batch in 0..<50 { try fixture.append((0..<7).map { "\(batch)-\($0)" }) }
        let all = try fixture.values()
        #expect(all.count == 350)
        for offset in stride(from: 0, to: 350, by: 13) {
            #expect(try fixture.values(from: Int64(offset)) == Array(all[offset...]))
            #expect(
                try fixture.values(from: Int64(offset), pageBytes: 1) == Array(all[offset...]))
        }
    }

    @Test func `bounds and limits`() throws {
        let fixture = try LogFixture()
        try fixture.append(["a"])
        let log = try fixture.log
        _ = try log.append(
            RecordBatchBuilder([Record(key: "k", value: "b")]).build(), origin: .client,
            leaderEpoch: 0)
        func bytes(
            _ offset: Int64, _ bytesMax: Int, whole: Bool, _ bound: ReadBound
        ) throws -> Int {
            try log.read(
                from: offset, bytesMax: bytesMax, wholeFirstBatch: whole, bound: bound
            ).region?.count ?? 0
        }
        #expect(try bytes(1, 1000, whole: true, .highWatermark) == 0)
        #expect(try bytes(1, 1000, whole: true, .logEnd) > 0)
        let first = try bytes(0, 1000, whole: true, .highWatermark)
        #expect(try bytes(0, 1000, whole: true, .logEnd) > first)
        #expect(try bytes(0, 10, whole: true, .logEnd) == first)
        #expect(try bytes(0, 10, whole: false, .logEnd) == 0)
        #expect(try bytes(0, first + 5, whole: false, .logEnd) == first + 5)
        #expect(try bytes(2, 1000, whole: true, .logEnd) == 0)
        for offset: Int64 in [-1, 3] {
            #expect(
                throws: ReadRefusal.offsetOutOfRange(logStartOffset: 0, logEndOffset: 2)
            ) { try bytes(offset, 1000, whole: true, .logEnd) }
        }
    }

    @Test func `offsets are found by timestamp`() throws {
        let fixture = try LogFixture {
            $0.segmentBytes = 600
            $0.indexIntervalBytes = 100
        }
        let base = fixture.clock.nowMillis
        for batch in 0..<20 {
            try fixture.append(
                RecordBatchBuilder(
                    (0..<3).map {
                        Record(key: "k", value: "v", timestamp: base + Int64(batch * 30 + $0 * 10))
                    }, codec: batch % 2 == 0 ? .none : .zstd))
        }
        let log = try fixture.log
        for time in stride(from: -5, through: 590, by: 5) {
            let found = try log.firstOffset(at: base + Int64(time), bound: .highWatermark)
            let expected = max(0, Int64(time + 9) / 10)
            #expect(found?.offset == expected)
            #expect(found?.timestamp == base + expected * 10)
        }
        #expect(try log.firstOffset(at: base + 591, bound: .highWatermark) == nil)
        let latest = try log.offsetOfMaxTimestamp()
        #expect(latest?.offset == 59)
        try fixture.append(
            RecordBatchBuilder(
                [
                    Record(key: "k", value: "v", timestamp: base),
                    Record(key: "k", value: "v", timestamp: base + 9000),
                    Record(key: "k", value: "v", timestamp: base + 1),
                ], codec: .gzip))
        #expect(try log.offsetOfMaxTimestamp()?.offset == 61)
        try fixture.reopen(cleanly: true)
        #expect(try fixture.log.offsetOfMaxTimestamp()?.offset == 61)
    }

    @Test func `a reader of what is committed is told of the aborts within its bytes`() throws {
        let fixture = try LogFixture { $0.indexIntervalBytes = 200 }
        let log = try fixture.log
        for index in 0..<200 {
            var batch = RecordBatchBuilder([
                Record(key: "k", value: "v", timestamp: fixture.clock.nowMillis)
            ])
            batch.producerId = Int64(index)
            batch.producerEpoch = 0
            batch.baseSequence = 0
            batch.isTransactional = true
            try fixture.append(batch)
            try fixture.end(Int64(index), .abort)
        }
        for offset in stride(from: Int64(0), to: 400, by: 7) {
            let result = try log.read(
                from: offset, bytesMax: 1000, wholeFirstBatch: true, bound: .lastStable)
            let region = try #require(result.region)
            let bytes = try region.file.read(position: region.position, count: region.count)
            let needed = try RecordSet.batches(in: bytes).compactMap { stored -> Int64? in
                guard case .batch(let batch) = stored, !batch.isControl else { return nil }
                return batch.producerId
            }
            let told = result.abortedTransactions.map(\.producerId)
            #expect(Set(needed).isSubset(of: told))
            // Behind the bytes, up to the next entry of the index, there is little more.
            #expect(told.count <= needed.count + 4)
        }
        let all = try log.read(
            from: 0, bytesMax: 1 << 20, wholeFirstBatch: true, bound: .lastStable)
        #expect(all.abortedTransactions.map(\.producerId) == Array(0..<200))
        try fixture.reopen(cleanly: true)
        let last = try fixture.log.read(
            from: 399, bytesMax: 1000, wholeFirstBatch: true, bound: .lastStable)
        #expect(last.abortedTransactions.map(\.producerId) == [199])
    }

    @Test func `epochs end where the next began`() throws {
        let fixture = try LogFixture()
        let batch = RecordBatchBuilder([Record(key: "k", value: "v")])
        #expect(try fixture.log.endOffset(ofEpoch: 0) == nil)
        for epoch: Int32 in [1, 1, 3, 6] { try fixture.append(batch, epoch: epoch) }
        func end(_ epoch: Int32) throws -> [Int64]? {
            try fixture.log.endOffset(ofEpoch: epoch).map { [Int64($0.epoch), $0.endOffset] }
        }
        for _ in 0..<2 {
            #expect(try end(0) == [0, 0])
            #expect(try end(1) == [1, 2])
            #expect(try end(2) == [1, 2])
            #expect(try end(5) == [3, 3])
            #expect(try end(6) == [6, 4])
            #expect(try end(7) == nil)
            #expect(try fixture.log.leaderEpoch(of: 2) == 3)
            try fixture.reopen(cleanly: false)
        }
    }
}
