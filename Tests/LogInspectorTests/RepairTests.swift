// SPDX-License-Identifier: Apache-2.0

import Foundation
import LogContract
import LogInspector
import ReferenceLog
import TestSupport
import Testing

struct RepairTests {
    private func plan(_ log: InspectedLog, all: Bool = false) throws -> RepairPlan {
        var options = RepairOptions()
        options.looksAtAll = all
        let folder = try #require(try InspectionTarget.partitions(of: [log.path]).first)
        return try RepairPlanner(options).plan(folder)
    }

    private func content(_ path: String) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            files[name] = try? Data(contentsOf: URL(filePath: "\(path)/\(name)"))
        }
        return files
    }

    @Test func `a sound log needs nothing`() throws {
        for cleanly in [true, false] {
            let log = try InspectedLog()
            try log.fill(60)
            try log.stop(cleanly: cleanly)
            #expect(try plan(log, all: true).steps.filter { $0.action == .cut }.isEmpty)
            if cleanly { #expect(try plan(log, all: true).steps.isEmpty) }
        }
    }

    @Test func `a torn end is cut off, kept, and the log verifies`() throws {
        let log = try InspectedLog()
        try log.fill(60)
        try log.stop(cleanly: false)
        let name = try #require(try log.names(".log").last)
        try log.damage(name) { $0.removeLast(5) }
        let before = try content(log.path)
        let plan = try plan(log)
        #expect(try content(log.path) == before)
        let cut = try #require(plan.steps.first { $0.action == .cut })
        #expect(cut.path == log.file(name))
        #expect(plan.endOffset == 118)
        let steps = try Repairer(RepairOptions()).apply(plan)
        #expect(steps.count == plan.steps.count)
        let kept = try #require(cut.keptIn)
        let size = try FileManager.default.attributesOfItem(atPath: kept)[.size] as? Int64
        #expect(size == cut.bytes)
        let left = try log.findings().filter { $0.severity != .note }
        #expect(left.isEmpty, "\(left)")
        #expect(try !self.plan(log).changesAnything)
    }

    @Test func `rot in the middle is left alone unless all is asked for`() throws {
        let log = try InspectedLog()
        try log.fill(60)
        try log.stop()
        let names = try log.names(".log")
        try log.damage(names[1]) { $0[200] ^= 1 }
        let careful = try plan(log)
        #expect(!careful.changesAnything)
        #expect(careful.steps.contains { $0.action == .leave && $0.path == log.file(names[1]) })
        let thorough = try plan(log, all: true)
        #expect(thorough.steps.first?.action == .cut)
        let setAside = thorough.steps.filter { $0.action == .setAside && $0.path.hasSuffix(".log") }
        #expect(setAside.count == names.count - 2)
        _ = try Repairer(RepairOptions()).apply(thorough)
        #expect(try log.names(".log").count == 2)
        #expect(try log.names(".corrupt").count > names.count)
        let left = try log.findings().filter { $0.severity != .note }
        #expect(left.isEmpty, "\(left)")
        #expect(thorough.steps.contains { $0.path.hasSuffix("/recovery-point-offset-checkpoint") })
        let snapshots = try log.names(".snapshot").compactMap { Int64($0.prefix(20)) }
        #expect(snapshots.allSatisfy { $0 <= thorough.endOffset }, "\(snapshots)")
        #expect(try !self.plan(log, all: true).changesAnything)
        try dumpSetAside(log)
    }

    /// What is kept beside a log can be looked into: batches, entries and producers are all there.
    private func dumpSetAside(_ log: InspectedLog) throws {
        var options = DumpOptions()
        options.records = true
        var shown: [String: Int] = [:]
        for name in try log.names(".corrupt") {
            #expect(FileName(name)?.stage == .corrupt, "\(name)")
            try Dumper(options).show(log.file(name)) { item in
                switch item {
                case .batch: shown["batch", default: 0] += 1
                case .record: shown["record", default: 0] += 1
                case .indexEntry, .timeEntry: shown["entry", default: 0] += 1
                case .producer: shown["producer", default: 0] += 1
                case .fault(let what, _): Issue.record("\(name): \(what)")
                default: break
                }
                return true
            }
        }
        for kind in ["batch", "record", "entry", "producer"] {
            #expect(shown[kind, default: 0] > 0, "\(shown)")
        }
        let names = ["00000000000000000042.log.8192.corrupt", "leader-epoch-checkpoint.2.corrupt"]
        #expect(names.compactMap { FileName($0)?.kind } == [.log, .leaderEpochs])
    }

    @Test func `lying and missing indexes are made anew as they were`() throws {
        let log = try InspectedLog()
        try log.fill(60)
        try log.stop()
        let index = try #require(try log.names(".index").first)
        let times = try #require(try log.names(".timeindex").first)
        let before = try content(log.path)
        try log.damage(index) { $0[7] ^= 1 }
        try FileManager.default.removeItem(atPath: log.file(times))
        var options = RepairOptions()
        options.indexIntervalBytes = 200
        let folder = try #require(try InspectionTarget.partitions(of: [log.path]).first)
        let steps = try Repairer(options).apply(try RepairPlanner(options).plan(folder))
        #expect(Set(steps.map(\.path)) == [log.file(index), log.file(times)])
        #expect(steps.allSatisfy { $0.action == .rebuild })
        let after = try content(log.path)
        #expect(after["orders-0/\(index)"] == before["orders-0/\(index)"])
        #expect(after["orders-0/\(times)"] == before["orders-0/\(times)"])
    }

    @Test func `a directory in use is refused`() throws {
        let log = try InspectedLog()
        try log.fill(3)
        #expect(throws: StorageError.self) { try DirectoryLock(log.path) }
        try log.stop()
        _ = try DirectoryLock(log.path)
    }

    @Test func `the directory around a folder is found by any name of the folder`() throws {
        let log = try InspectedLog()
        try log.fill(60)
        let links = try TemporaryDirectory()
        let link = links.file("link")
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: log.partitionPath)
        let names = [link, "\(log.partitionPath)/.", "\(link)/../orders-0", "\(link)//"]
        for path in names {
            let folders = try InspectionTarget.partitions(of: [path])
            #expect(throws: StorageError.self, "\(path)") {
                try DirectoryLock.take(around: folders, isDetached: true)
            }
        }
        try log.stop()
        for path in names {
            let folders = try InspectionTarget.partitions(of: [path])
            #expect(folders.map(\.marks.isClean) == [true], "\(path)")
            #expect(folders.map(\.partition) == [InspectedLog.partition], "\(path)")
            #expect(folders.map(\.title) == ["orders-0"], "\(path)")
            #expect(try DirectoryLock.take(around: folders, isDetached: false).count == 1)
        }
        // A log directory may hold a link to a folder on another disk.
        let moved = links.file("elsewhere")
        try FileManager.default.moveItem(atPath: log.partitionPath, toPath: moved)
        try FileManager.default.createSymbolicLink(
            atPath: log.partitionPath, withDestinationPath: moved)
        let folders = try InspectionTarget.partitions(of: [log.partitionPath])
        #expect(folders.map(\.marks.isClean) == [true])
        #expect(try DirectoryLock.take(around: folders, isDetached: false).count == 1)
    }

    @Test func `a folder in no log directory is repaired only where that is said`() throws {
        let log = try InspectedLog()
        try log.fill(60)
        try log.stop()
        let copies = try TemporaryDirectory()
        let copy = copies.file("orders-0")
        try FileManager.default.copyItem(atPath: log.partitionPath, toPath: copy)
        for path in [copy, copies.path] {
            let folders = try InspectionTarget.partitions(of: [path])
            let refused = #expect(throws: StorageError.self) {
                try DirectoryLock.take(around: folders, isDetached: false)
            }
            #expect(refused?.found.contains("--detached") == true)
            #expect(try DirectoryLock.take(around: folders, isDetached: true).isEmpty)
        }
    }

    @Test(.needs(Needs.golden), arguments: GoldenLogs.names)
    func `indexes of Kafka's logs are made anew to say the same`(_ name: String) async throws {
        let golden = try await GoldenLogs(name)
        for node in 1...3 {
            let path = "\(golden.path)/node-\(node)"
            let folders = try InspectionTarget.partitions(of: [path])
            for folder in folders where !folder.segments.isEmpty {
                for base in folder.segments {
                    for kind in [FileName.Kind.index, .timeIndex] where folder.has(kind, at: base) {
                        try FileManager.default.removeItem(atPath: folder.file(kind, at: base))
                    }
                }
                let plan = try RepairPlanner(RepairOptions()).plan(folder)
                #expect(plan.steps.allSatisfy { $0.action != .cut }, "\(plan.steps)")
                _ = try Repairer(RepairOptions()).apply(plan)
            }
            var broken: [Finding] = []
            try Verifier(VerifyOptions()) { if $0.severity != .note { broken.append($0) } }
                .verify([path])
            #expect(broken.isEmpty, "\(broken)")
        }
    }
}
