// SPDX-License-Identifier: Apache-2.0

import Foundation
import LogContract
import Records
import ReferenceLog
import Testing

/// A read begins at the batch that holds the offset, however far batches and index entries are apart.
@Suite struct OffsetLookupTests {
    /// Value sizes of the batches, over and over: many to an index entry, one to each, mixed.
    static let sizes = [[30], [700], [3000], [9000], [20_000], [10, 9000, 50, 50, 20_000, 5000]]

    private func filled(_ sizes: [Int]) throws -> LogFixture {
        let fixture = try LogFixture { $0.segmentBytes = 200_000 }
        for index in 0..<60 {
            let value = String(repeating: "v", count: sizes[index % sizes.count])
            try fixture.append([value, "", value])
        }
        return fixture
    }

    /// The batch that a read from `offset` begins with.
    private func first(from offset: Int64, of log: any PartitionLog) throws -> RecordBatchView {
        let region = try #require(
            try log.read(from: offset, bytesMax: 1, wholeFirstBatch: true, bound: .logEnd).region)
        return try RecordBatchView(
            region.file.read(position: region.position, count: region.count))
    }

    private func expectAllFound(in log: any PartitionLog) throws {
        // From the back as well: nothing may hang on where the last look-up left off.
        for offset in Array(0..<log.logEndOffset) + (0..<log.logEndOffset).reversed() {
            #expect(try first(from: offset, of: log).baseOffset == offset / 3 * 3)
        }
    }

    @Test(arguments: sizes)
    func `every offset is found in its batch`(_ sizes: [Int]) throws {
        let fixture = try filled(sizes)
        try expectAllFound(in: fixture.log)
        try fixture.reopen(cleanly: true)
        try expectAllFound(in: fixture.log)
    }

    @Test func `offsets that crowd in few batches are found as well`() throws {
        let fixture = try LogFixture()
        var bases: [Int64] = []
        for index in 0..<120 {
            let isCrowd = (40..<43).contains(index) || index == 119
            bases.append(try fixture.log.logEndOffset)
            try fixture.append(
                Array(
                    repeating: String(repeating: "v", count: isCrowd ? 1 : 5000),
                    count: isCrowd ? 900 : 1))
        }
        let log = try fixture.log
        for offset in 0..<log.logEndOffset {
            let expected = bases.last { $0 <= offset }
            #expect(try first(from: offset, of: log).baseOffset == expected)
        }
    }

    /// What an entry behind the one below the offset may say wrongly.
    enum Lie: CaseIterable {
        case position, farPosition, offset
    }

    @Test(arguments: Lie.allCases)
    func `an entry that lies misleads no look-up`(_ lie: Lie) throws {
        let fixture = try filled([20_000])
        let path = "\(fixture.partitionPath)/00000000000000000000.index"
        try fixture.engine.close()
        let url = URL(filePath: path)
        var entries = try Data(contentsOf: url)
        for entry in stride(from: 8, to: entries.count - 8, by: 16) {
            switch lie {
            case .position: entries[entry + 7] ^= 1
            case .farPosition: entries[entry + 4] ^= 0x40
            case .offset: entries[entry + 3] += 1
            }
        }
        try entries.write(to: url)
        try fixture.reopen(cleanly: true)
        try expectAllFound(in: fixture.log)
    }
}
