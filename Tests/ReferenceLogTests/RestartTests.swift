// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import LogContract
import Records
import ReferenceLog
import Testing

/// What an engine makes of a directory that it, or something else, left.
@Suite struct RestartTests {
    @Test func `a log whose files are lost begins at its start, not at 0`() throws {
        let fixture = try LogFixture { $0.segmentBytes = 200 }
        for index in 0..<6 { try fixture.append(["\(index)"]) }
        #expect(try fixture.log.deleteRecords(before: 5) == 5)
        try fixture.engine.close()
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: fixture.partitionPath)
        where name.hasSuffix(".log") && name > "00000000000000000001" {
            try files.removeItem(atPath: "\(fixture.partitionPath)/\(name)")
        }
        try fixture.reopen(cleanly: false)
        #expect(try fixture.log.logStartOffset == 5)
        #expect(try fixture.log.logEndOffset == 5)
        #expect(try fixture.engine.recoveryFindings.contains { $0.action == .setAside })
        #expect(try fixture.append(["next"]).firstOffset == 5)
    }

    @Test func `directories on their way stay or go by what their names say`() throws {
        let fixture = try LogFixture()
        try fixture.append(["a"])
        try fixture.engine.close()
        let unique = String(repeating: "0f", count: 16)
        let names = [
            "orders-1.\(unique)-delete", "orders-2.\(unique)-stray", "orders-3.\(unique)-future",
            "notes-delete", "orders-01",
        ]
        for name in names {
            try FileManager.default.copyItem(
                atPath: fixture.partitionPath, toPath: "\(fixture.path)/\(name)")
        }
        try fixture.reopen(cleanly: false)
        #expect(try Set(fixture.engine.logs.keys) == [LogFixture.partition])
        let left = names.filter {
            FileManager.default.fileExists(atPath: "\(fixture.path)/\($0)")
        }
        #expect(left == Array(names.dropFirst()))
    }

    @Test func `a partition that does not say its topic is left alone and reported`() throws {
        let fixture = try LogFixture()
        try fixture.engine.close()
        try "version: 0\ntopic_id: ?".write(
            toFile: "\(fixture.partitionPath)/partition.metadata", atomically: true,
            encoding: .utf8)
        try fixture.reopen(cleanly: false)
        #expect(try fixture.engine.logs.isEmpty)
        #expect(try fixture.engine.recoveryFindings.map(\.action) == [.ignored])
    }

    @Test func `a bad batch below the recovery point does not cost what stands behind`() throws {
        let fixture = try LogFixture { $0.segmentBytes = 200 }
        for index in 0..<8 { try fixture.append(["\(index)"]) }
        try fixture.engine.close()
        let stem = "\(fixture.partitionPath)/00000000000000000002"
        var data = try Data(contentsOf: URL(filePath: stem + ".log"))
        data[data.count - 1] ^= 1
        try data.write(to: URL(filePath: stem + ".log"))
        try FileManager.default.removeItem(atPath: stem + ".index")
        try fixture.reopen(cleanly: false)
        #expect(try fixture.log.logEndOffset == 8)
        #expect(try fixture.log.highWatermark == 8)
        let values = try fixture.values()
        #expect(values.first == "0" && values.last == "7")
        #expect(values.count < 8)
        #expect(try fixture.engine.recoveryFindings.map(\.action) == [.rebuilt, .cut])
    }

    @Test func `a read that checks stops before a flipped bit, and names it`() throws {
        let fixture = try LogFixture(checksReads: true)
        for index in 0..<4 { try fixture.append(["\(index)"]) }
        let path = "\(fixture.partitionPath)/00000000000000000000.log"
        let size = try fixture.log.sizeInBytes
        let handle = try FileHandle(forUpdating: URL(filePath: path))
        try handle.seek(toOffset: UInt64(size) * 3 / 4 - 1)
        try handle.write(contentsOf: Data([0xFF]))
        try handle.close()
        let log = try fixture.log
        let read = try log.read(
            from: 0, bytesMax: 1 << 20, wholeFirstBatch: true, bound: .logEnd)
        #expect(read.region?.count == Int(size) / 2)
        do {
            _ = try log.read(from: 2, bytesMax: 1 << 20, wholeFirstBatch: true, bound: .logEnd)
            Issue.record("a bad batch was given out")
        } catch ReadRefusal.storage(let error) {
            #expect(error.code == .corrupt)
            #expect(error.path == path && error.position == size / 2)
        }
        #expect(
            try log.read(from: 3, bytesMax: 1 << 20, wholeFirstBatch: true, bound: .logEnd)
                .region != nil)
        #expect(try fixture.engine.failure == nil)
    }
}
