// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import LogContract
import LogInspector
import ReferenceLog
import TestSupport
import Testing

/// Bytes behind the last batch of a log that was stopped cleanly: verify, repair and a start of the
/// reference broker say the same of them.
struct CleanStopTests {
    /// Bytes that no producer wrote, and what is said of them.
    struct Rubbish: Sendable, CustomTestStringConvertible {
        var bytes: [UInt8]
        var reason: String
        var testDescription: String { reason }

        /// 100 bytes with a size and a magic where a batch would have them.
        init(size: Int32, magic: UInt8 = 2, _ reason: String) {
            bytes = [UInt8](repeating: 0x5A, count: 100)
            HandmadeLog.put(size, in: &bytes, at: 8)
            bytes[16] = magic
            self.reason = reason
        }

        init(_ bytes: [UInt8], _ reason: String) {
            self.bytes = bytes
            self.reason = reason
        }
    }

    private static let rubbish = [
        Rubbish(size: 1 << 30, "a batch of 1073741836 bytes with 100 there"),
        Rubbish(size: 1 << 30, magic: 77, "no batch begins here: magic 77"),
        Rubbish(size: -5, "no batch begins here: size -5 is below the smallest of 49"),
        Rubbish([9], "1 byte cannot hold a batch"),
        Rubbish([UInt8](repeating: 0, count: 50), "zeros up to the end of the file"),
    ]

    private func log(_ rubbish: Rubbish) throws -> (log: InspectedLog, name: String, end: Int) {
        let log = try InspectedLog()
        try log.fill(40)
        try log.stop()
        let name = try #require(try log.names(".log").last)
        let end = try Data(contentsOf: URL(filePath: log.file(name))).count
        try log.damage(name) { $0 += rubbish.bytes }
        return (log, name, end)
    }

    private func plan(_ log: InspectedLog) throws -> RepairPlan {
        let folder = try #require(try InspectionTarget.partitions(of: [log.path]).first)
        return try RepairPlanner(RepairOptions()).plan(folder)
    }

    @Test(arguments: rubbish)
    func `verify and repair say what is there, and what becomes of it`(
        _ rubbish: Rubbish
    ) throws {
        let (log, name, end) = try log(rubbish)
        let found = try log.findings().filter { $0.rule == "L7" }
        #expect(found.map(\.position) == [Int64(end)])
        #expect(found.map(\.severity) == [.violation])
        #expect(found.first?.reason.hasPrefix(rubbish.reason) == true, "\(found)")
        #expect(found.first?.reason.contains("Kafka keeps it and writes behind it") == true)

        let plan = try plan(log)
        let cut = try #require(plan.steps.first { $0.action == .cut })
        #expect(cut.path == log.file(name))
        #expect(cut.position == Int64(end) && cut.bytes == Int64(rubbish.bytes.count))
        #expect(cut.reason.hasPrefix(rubbish.reason), "\(cut)")
        #expect(plan.endOffset == 80)
        _ = try Repairer(RepairOptions()).apply(plan)
        #expect(try log.findings().allSatisfy { $0.severity == .note })
        #expect(try !self.plan(log).changesAnything)
    }

    @Test(arguments: rubbish)
    func `a start cuts what repair would cut, for the same reason`(_ rubbish: Rubbish) throws {
        let (log, name, end) = try log(rubbish)
        let findings = try log.start()
        #expect(findings.map(\.action.rawValue) == ["rebuilt", "cut"], "\(findings)")
        #expect(findings.first?.reason == "it does not end with a batch")
        let cut = try #require(findings.last)
        #expect(cut.path == log.file(name))
        #expect(cut.position == Int64(end) && cut.bytes == Int64(rubbish.bytes.count))
        #expect(cut.reason == rubbish.reason)
    }

    /// A start that cut the tail cut at the first damage; repaired before, the log keeps the rest.
    @Test func `rot in front of the tail stays, and so does what is sound behind it`() throws {
        let rubbish = Self.rubbish[0]
        let log = try InspectedLog(segmentBytes: 1 << 20)
        try log.fill(40)
        try log.stop()
        let name = try #require(try log.names(".log").last)
        try log.damage(name) {
            $0[300] ^= 1
            $0 += rubbish.bytes
        }
        let plan = try plan(log)
        #expect(plan.steps.filter { $0.action == .cut }.count == 1)
        let left = try #require(plan.steps.first { $0.action == .leave })
        #expect(left.reason.hasPrefix("checksum"))
        _ = try Repairer(RepairOptions()).apply(plan)
        #expect(try log.start().isEmpty)
    }

    /// A start walks from the last entry of the index on, and never sees an earlier head.
    @Test(arguments: [8, 16])
    func `a rotten head in front of the last index entry stays`(byte: Int) throws {
        let log = try InspectedLog(segmentBytes: 1 << 20)
        try log.fill(60)
        try log.stop()
        let name = try #require(try log.names(".log").last)
        try log.damage(name) { $0[byte] ^= 0x40 }
        let plan = try plan(log)
        #expect(plan.steps.map(\.action) == [.leave], "\(plan.steps)")
        let found = try log.findings().filter { $0.rule == "L7" }
        #expect(found.count == 1)
        #expect(!found.contains { $0.reason.contains("assay serve cut it") })
        #expect(try log.start().isEmpty)
    }

    @Test func `a start cuts at rot where an index is missing, which repair says`() throws {
        let log = try InspectedLog()
        try log.fill(60)
        try log.stop()
        let name = try log.names(".log")[1]
        try log.damage(name) { $0[300] ^= 1 }
        try FileManager.default.removeItem(
            atPath: log.file(name.replacing(".log", with: ".index")))
        let left = try #require(try plan(log).steps.first { $0.action == .leave })
        #expect(left.reason.hasSuffix("and so does a start while an index is missing"))
        _ = try Repairer(RepairOptions()).apply(try plan(log))
        #expect(try log.start().isEmpty)
    }
}
