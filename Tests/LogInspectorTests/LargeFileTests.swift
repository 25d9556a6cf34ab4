// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import LogContract
import LogInspector
import Records
import TestSupport
import Testing

/// Files that hold more of something than others do.
struct LargeFileTests {
    private func findings(_ path: String) throws -> [Finding] {
        var findings: [Finding] = []
        try Verifier(VerifyOptions()) { findings.append($0) }.verify([path])
        return findings
    }

    private func batch(_ count: Int = 1) throws -> [UInt8] {
        try RecordBatchBuilder(
            (0..<count).map { Record(key: "k\($0)", value: "value", timestamp: 5) }
        ).build().array
    }

    @Test func `a snapshot of many producers is read whole and left where it is`() throws {
        let log = try HandmadeLog()
        let producers = 400_000
        try log.write(
            HandmadeLog.patched(batch(), offset: 10), to: HandmadeLog.stem(10) + ".log")
        let name = HandmadeLog.stem(10) + ".snapshot"
        let bytes = HandmadeLog.snapshot(of: producers)
        #expect(bytes.count > 16 << 20)
        try log.write(bytes, to: name)
        #expect(try findings(log.path).filter { $0.rule == "P3" }.isEmpty)
        let folder = try #require(try InspectionTarget.partitions(of: [log.path]).first)
        let plan = try RepairPlanner(RepairOptions()).plan(folder)
        #expect(!plan.steps.contains { $0.path == log.file(name) }, "\(plan.steps)")
        var shown = 0
        try Dumper(DumpOptions()).show(log.file(name)) { item in
            if case .producer(let entry) = item {
                if entry.producerId != Int64(shown) { Issue.record("\(entry)") }
                shown += 1
            }
            return true
        }
        #expect(shown == producers)
    }

    @Test func `a snapshot that is cut, too long or damaged is told`() throws {
        let log = try HandmadeLog()
        try log.write(
            HandmadeLog.patched(batch(), offset: 10), to: HandmadeLog.stem(10) + ".log")
        let sound = HandmadeLog.snapshot(of: 3)
        var damaged = sound
        damaged[50] ^= 1
        for bytes in [Array(sound.dropLast()), sound + [0], damaged, Array(sound.prefix(9)), []] {
            try log.write(bytes, to: HandmadeLog.stem(10) + ".snapshot")
            #expect(try findings(log.path).contains { $0.rule == "P3" })
        }
    }

    @Test(arguments: [
        "", "\n", "0", "1\n0\n", "0\n1\n", "0\n-1\n", "0\n0\n5 5\n", "0\n2\n0 0\n", "0\n1\n0 x\n",
        "0\n1\n0\n", "0\n1\n0 0\n\n", "0\n9\n\n\n\n\n\n\n\n\n\n\n", "0\n1\n0 0",
        "0\n1\n0 " + String(repeating: "1", count: 70_000),
    ])
    func `a checkpoint's lines are those that it announces`(_ text: String) throws {
        let log = try HandmadeLog()
        try log.write(batch(), to: HandmadeLog.stem(0) + ".log")
        try log.write(text.utf8, to: "leader-epoch-checkpoint")
        let isSound = text.isEmpty || text == "0\n1\n0 0"
        let found = try findings(log.path).filter {
            $0.rule == "L10" && $0.reason.hasPrefix("epoch") == false
        }
        #expect(found.isEmpty == isSound, "\(found)")
    }

    @Test func `a checkpoint of more lines than a window holds is read to its end`() throws {
        let log = try HandmadeLog()
        try log.write(batch(), to: HandmadeLog.stem(0) + ".log")
        let count = 20_000
        let lines = (0..<count).map { "\($0) \($0 * 1000)\n" }.joined()
        try log.write("0\n\(count)\n\(lines)".utf8, to: "leader-epoch-checkpoint")
        var epochs: [Int32] = []
        try Dumper(DumpOptions()).show(log.file("leader-epoch-checkpoint")) { item in
            if case .epoch(let entry) = item { epochs.append(entry.epoch) }
            return true
        }
        #expect(epochs == (0..<Int32(count)).map { $0 })
    }

    /// As many transactions as producers that a verification follows, and more.
    @Test func `aborted transactions of any producer stay known when their index is made anew`()
        throws
    {
        let producers: Int64 = 100_200
        let aborted: Int64 = 100
        let log = try HandmadeLog()
        var builder = RecordBatchBuilder([Record(key: "k", value: "v", timestamp: 5)])
        builder.isTransactional = true
        (builder.producerId, builder.producerEpoch, builder.baseSequence) = (0, 0, 0)
        let data = try builder.build().array
        let marker = try RecordBatchBuilder.transactionMarker(
            .abort, producerId: 0, producerEpoch: 0, coordinatorEpoch: 0, timestamp: 5
        ).build().array
        var bytes: [UInt8] = []
        for id in 0..<producers { bytes += HandmadeLog.patched(data, offset: id, producerId: id) }
        for index in 0..<aborted {
            bytes += HandmadeLog.patched(
                marker, offset: producers + index, producerId: producers - 1 - index)
        }
        let stem = HandmadeLog.stem(0)
        try log.write(bytes, to: stem + ".log")
        try log.write([1], to: stem + ".txnindex")
        let folder = try #require(try InspectionTarget.partitions(of: [log.path]).first)

        // With fewer followed than are open, the index stays and that is told.
        var options = RepairOptions()
        options.transactionsMax = 100_000
        let plan = try RepairPlanner(options).plan(folder)
        #expect(plan.steps.contains { $0.path == log.file(stem + ".txnindex") })
        let left = try Repairer(options).apply(plan)
        let step = try #require(left.first { $0.path == log.file(stem + ".txnindex") })
        #expect(step.action == .leave && step.reason.contains("too many"))
        #expect(try Data(contentsOf: URL(filePath: step.path)) == Data([1]))

        _ = try Repairer(RepairOptions()).apply(RepairPlanner(RepairOptions()).plan(folder))
        var entries: [LogInspector.AbortedTransaction] = []
        try Dumper(DumpOptions()).show(step.path) { item in
            if case .aborted(let entry) = item { entries.append(entry) }
            return true
        }
        #expect(
            entries
                == (0..<aborted).map { index in
                    LogInspector.AbortedTransaction(
                        producerId: producers - 1 - index, firstOffset: producers - 1 - index,
                        lastOffset: producers + index, lastStableOffset: 0)
                })
    }

    /// Neither the checksum nor anything else covers a base offset.
    @Test(arguments: [true, false])
    func `a batch with a wrong offset hides none behind it from a dump`(
        _ hasChecksum: Bool
    ) throws {
        let log = try HandmadeLog()
        let batch = try batch()
        var bytes: [UInt8] = []
        for offset in 0..<Int64(20) {
            var next = HandmadeLog.patched(batch, offset: offset == 3 ? 1 << 40 : offset)
            if offset == 3 && !hasChecksum { next[next.count - 1] ^= 1 }
            bytes += next
        }
        let name = HandmadeLog.stem(0) + ".log"
        try log.write(bytes, to: name)
        var options = DumpOptions()
        options.filter.offsets = 5...7
        var shown: [Int64] = []
        try Dumper(options).show(log.file(name)) { item in
            if case .batch(let batch) = item { shown.append(batch.frame.baseOffset) }
            return true
        }
        #expect(shown == [5, 6, 7])
    }
}
