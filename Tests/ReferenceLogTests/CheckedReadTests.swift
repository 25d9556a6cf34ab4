// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import LogContract
import Records
import ReferenceLog
import TestSupport
import Testing

/// `check.crcs`: what a read that checks gives, and what it tells.
@Suite struct CheckedReadTests {
    /// A log of batches of one size each, and what the engine told.
    private final class Checked {
        let fixture: LogFixture
        let path: String
        let batchBytes: Int64
        private(set) var lines: [String] = []

        init(batches: Int) throws {
            fixture = try LogFixture(checksReads: true)
            for index in 0..<batches {
                try fixture.append(
                    RecordBatchBuilder([
                        Record(key: "k", value: "\(1000 + index)", timestamp: 1)
                    ]))
            }
            path = "\(fixture.partitionPath)/00000000000000000000.log"
            batchBytes = try fixture.log.sizeInBytes / Int64(batches)
            try fixture.engine.observe { [unowned self] in lines.append($0) }
        }

        /// Writes over bytes of a batch.
        func damage(_ batch: Int, at place: Int64, _ bytes: [UInt8]) throws {
            let handle = try FileHandle(forUpdating: URL(filePath: path))
            try handle.seek(toOffset: UInt64(Int64(batch) * batchBytes + place))
            try handle.write(contentsOf: Data(bytes))
            try handle.close()
        }

        /// Bytes given out from `offset` on; nil for an error that says the log is corrupt.
        func read(from offset: Int64) throws -> Int64? {
            do {
                let region = try fixture.log.read(
                    from: offset, bytesMax: 1 << 20, wholeFirstBatch: true, bound: .highWatermark
                ).region
                return Int64(region?.count ?? 0)
            } catch ReadRefusal.storage(let error) where error.code == .corrupt {
                return nil
            }
        }
    }

    @Test
    func `a corrupt batch is told once, with all that finds it`() throws {
        let checked = try Checked(batches: 4)
        try checked.damage(2, at: checked.batchBytes - 2, [0xFF])
        let place = 2 * checked.batchBytes
        for _ in 0..<3 {
            #expect(try checked.read(from: 0) == place)
            #expect(try checked.read(from: 2) == nil)
            #expect(try checked.read(from: 3) == checked.batchBytes)
        }
        let line = try #require(checked.lines.first)
        #expect(checked.lines.count == 1)
        #expect(line.hasPrefix("orders-0: \(checked.path) at \(place), offset 2: checksum "))
        #expect(line.contains(" stored, "))
        #expect(line.hasSuffix(" computed; who reads it is answered CORRUPT_MESSAGE"))
        // The other bits of the same batch are another corruption of it.
        try checked.damage(2, at: checked.batchBytes - 3, [0xFF])
        #expect(try checked.read(from: 2) == nil)
        #expect(checked.lines.count == 2)
    }

    /// A size that is too large, one too small, and a magic that is none.
    @Test(arguments: [(8, [0x7F]), (8, [0, 0, 0, 1]), (16, [9])] as [(Int64, [UInt8])])
    func `a head that makes no sense ends what is given out before it`(
        place: Int64, bytes: [UInt8]
    ) throws {
        let checked = try Checked(batches: 4)
        try checked.damage(2, at: place, bytes)
        for _ in 0..<2 { #expect(try checked.read(from: 0) == 2 * checked.batchBytes) }
        #expect(checked.lines.count == 1)
        let prefix = "orders-0: \(checked.path) at \(2 * checked.batchBytes): "
        #expect(checked.lines.first?.hasPrefix(prefix) == true)
    }

    @Test
    func `a disk that rots everywhere is not told batch by batch for ever`() throws {
        let checked = try Checked(batches: 1100)
        for batch in 0..<1100 { try checked.damage(batch, at: checked.batchBytes - 2, [0xFF]) }
        for offset in 0..<1100 as Range<Int64> { #expect(try checked.read(from: offset) == nil) }
        #expect(checked.lines.count == 1001)
        #expect(checked.lines.last?.contains("no more are told") == true)
    }
}
