// SPDX-License-Identifier: Apache-2.0

import Foundation
import LogContract
import ReferenceLog
import Testing

/// What a reader was given stays readable, whatever becomes of the segment it lies in.
@Suite struct HeldReadTests {
    /// What takes the first segment away.
    enum Removal: CaseIterable {
        case age, size, deletedRecords, compaction, deletion
    }

    @Test(arguments: Removal.allCases, [Int64(0), 60_000])
    func `a region outlives its file's name`(removal: Removal, delay: Int64) throws {
        let fixture = try LogFixture {
            $0.segmentBytes = 400
            $0.retentionMillis = -1
            $0.minCleanableDirtyRatio = 0
            $0.fileDeleteDelayMillis = delay
        }
        for index in 0..<12 { try fixture.append(["value \(index)"]) }
        let log = try fixture.log
        let path = "\(fixture.partitionPath)/00000000000000000000.log"
        let region = try #require(
            try log.read(from: 0, bytesMax: 1 << 20, wholeFirstBatch: true, bound: .highWatermark)
                .region)
        #expect(region.count > 200)
        let bytes = try region.file.read(position: region.position, count: region.count)
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int

        switch removal {
        case .age: log.config.retentionMillis = 1000
        case .size: log.config.retentionBytes = 0
        case .deletedRecords: #expect(try log.deleteRecords(before: -1) == 12)
        case .compaction: log.config.cleanupPolicy = .compact
        case .deletion: try fixture.engine.delete(LogFixture.partition)
        }
        for _ in 0..<5 {
            fixture.clock.advance(by: 300_000)
            while try fixture.engine.tick() <= fixture.clock.nowMillis {}
            try fixture.flushAll()
        }
        let left = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        #expect(left == nil || removal == .compaction && left != size)
        let names =
            (try? FileManager.default.contentsOfDirectory(atPath: fixture.partitionPath)) ?? []
        #expect(!names.contains { $0.hasSuffix(".deleted") })

        #expect(
            try region.file.read(position: region.position, count: region.count) == bytes)
        guard removal != .deletion else { return }
        for index in 12..<24 { try fixture.append(["value \(index)"]) }
        #expect(
            try region.file.read(position: region.position, count: region.count) == bytes)
        #expect(try fixture.values(from: 12) == (12..<24).map { "value \($0)" })
    }
}
