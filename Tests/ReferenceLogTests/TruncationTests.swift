// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records
import ReferenceLog
import Testing

@Suite struct TruncationTests {
    private func filled(_ count: Int = 20, segmentBytes: Int = 300) throws -> LogFixture {
        let fixture = try LogFixture {
            $0.segmentBytes = segmentBytes
            $0.indexIntervalBytes = 1
            $0.fileDeleteDelayMillis = 0
        }
        for index in 0..<count { try fixture.append(["\(index)a", "\(index)b"]) }
        return fixture
    }

    @Test(arguments: [0, 1, 2, 7, 13, 20, 38, 39, 40, 99])
    func `a truncated log ends at a whole batch and goes on from there`(_ target: Int) throws {
        let fixture = try filled()
        try fixture.log.truncate(to: Int64(target))
        let end = Int64(min(40, target / 2 * 2))
        for cleanly in [nil, true, false] {
            if let cleanly { try fixture.reopen(cleanly: cleanly) }
            let log = try fixture.log
            #expect(log.logEndOffset == end)
            log.advanceHighWatermark(to: end)
            #expect(try fixture.values().count == Int(end))
        }
        #expect(try fixture.append(["next"]).firstOffset == end)
        let log = try fixture.log
        #expect(log.sizeInBytes > 0)
        #expect(try fixture.values().last == "next")
    }

    @Test func `a log that begins again holds nothing of before`() throws {
        let fixture = try filled()
        let log = try fixture.log
        try log.truncateFully(startingAt: 1000)
        #expect(log.logStartOffset == 1000 && log.highWatermark == 1000)
        #expect(log.sizeInBytes == 0)
        #expect(try fixture.append(["a"]).firstOffset == 1000)
        try fixture.reopen(cleanly: false)
        #expect(try fixture.log.logStartOffset == 1000)
        #expect(try fixture.log.logEndOffset == 1001)
    }

    @Test func `records are deleted up to the high watermark and no further`() throws {
        let fixture = try filled(3)
        let log = try fixture.log
        #expect(try log.deleteRecords(before: 3) == 3)
        #expect(try log.deleteRecords(before: 1) == 3)
        #expect(throws: DeleteRecordsRefusal.outOfRange) { try log.deleteRecords(before: 7) }
        #expect(throws: DeleteRecordsRefusal.outOfRange) { try log.deleteRecords(before: -2) }
        #expect(try fixture.values(from: 3) == ["1b", "2a", "2b"])
        #expect(throws: ReadRefusal.self) {
            try log.read(from: 2, bytesMax: 1, wholeFirstBatch: true, bound: .logEnd)
        }
        try fixture.reopen(cleanly: true)
        #expect(try fixture.log.logStartOffset == 3)
        #expect(try fixture.log.deleteRecords(before: -1) == 6)
        #expect(try fixture.append(["next"]).firstOffset == 6)
        try fixture.log.config.cleanupPolicy = .compact
        #expect(throws: DeleteRecordsRefusal.policyForbids) {
            try fixture.log.deleteRecords(before: 6)
        }
    }
}
