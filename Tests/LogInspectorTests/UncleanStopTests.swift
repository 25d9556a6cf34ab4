// SPDX-License-Identifier: Apache-2.0

import Foundation
import LogInspector
import ReferenceLog
import TestSupport
import Testing

/// Damage that the next start cuts at, with what is sound behind it.
struct UncleanStopTests {
    private func log(cleanly: Bool = false) throws -> InspectedLog {
        let log = try InspectedLog()
        try log.fill(100)
        try log.stop(cleanly: cleanly)
        return log
    }

    private func size(_ log: InspectedLog, _ name: String) throws -> Int64 {
        Int64(try Data(contentsOf: URL(filePath: log.file(name))).count)
    }

    @Test func `what a start would cut with rot is counted, and so it is cut`() throws {
        let log = try log()
        let names = try log.names(".log")
        #expect(names.count > 2)
        let before = try log.batches(names[0])
        try log.damage(names[0]) { $0[300] ^= 1 }
        let found = try log.findings().filter { $0.rule == "L7" }
        let cut = try #require(found.first?.cut)
        #expect(found.map(\.severity) == [.violation])
        let first = try #require(before.last { $0 <= 300 })
        #expect(first < 300)
        var bytes = try names.reduce(0) { try $0 + size(log, $1) } - first
        #expect(cut.bytes == bytes)
        #expect(cut.soundBatches == 100 - Int64(before.firstIndex(of: first) ?? 0) - 1)
        let reason = try #require(found.first?.reason)
        #expect(
            reason.contains("not a clean one: the next start cuts the log here, \(bytes) bytes"))
        #expect(reason.contains("with \(cut.soundBatches) sound batches behind the damage"))
        #expect(reason.hasSuffix("copy the folder before, or bring a replica"))

        let folder = try #require(try InspectionTarget.partitions(of: [log.path]).first)
        let plan = try RepairPlanner(RepairOptions()).plan(folder)
        let step = try #require(plan.steps.first { $0.action == .cut })
        #expect(step.reason.contains("\(cut.soundBatches) sound batches behind it too"))

        for finding in try log.start() where finding.action != .rebuilt { bytes -= finding.bytes }
        #expect(bytes == 0)
    }

    @Test func `below the recovery point, behind a clean stop and below a broker nothing is cut`()
        throws
    {
        let clean = try log(cleanly: true)
        try clean.damage(try clean.names(".log")[0]) { $0[300] ^= 1 }
        #expect(try clean.findings().allSatisfy { $0.cut == nil })

        let log = try log()
        let names = try log.names(".log")
        try log.damage(names[0]) { $0[300] ^= 1 }
        var live = VerifyOptions()
        live.isLive = true
        #expect(try log.findings(live).allSatisfy { $0.cut == nil })
        let point = try #require(Int64(names[1].prefix(20)))
        try "0\n1\norders 0 \(point)\n".write(
            toFile: "\(log.path)/recovery-point-offset-checkpoint", atomically: true,
            encoding: .utf8)
        #expect(try log.findings().allSatisfy { $0.cut == nil })
        try log.damage(names[1]) { $0[300] ^= 1 }
        #expect(try log.findings().compactMap(\.cut).count == 1)
    }

    @Test func `a torn segment with others behind it takes them along`() throws {
        let log = try log()
        let names = try log.names(".log")
        try log.damage(names[0]) { $0.removeLast(3) }
        let found = try log.findings().filter { $0.cut != nil }
        #expect(found.map(\.path) == [log.file(names[0])])
        let behind = try names.dropFirst().reduce(0) { try $0 + log.batches($1).count }
        #expect(found.first?.cut?.soundBatches == Int64(behind))
    }
}
