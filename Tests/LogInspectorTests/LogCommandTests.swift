// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import Records
import Results
import TestSupport
import Testing

/// `assay log` as people and scripts call it.
struct LogCommandTests {
    private struct Answer {
        var status: Int32
        var output: String
        var errors: String
    }

    private func assay(_ arguments: String...) async throws -> Answer {
        let child = try ChildProcess(PackageRoot.assay(), ["log"] + arguments)
        child.closeInput()
        let status = try await child.wait(within: 60)
        return Answer(status: status, output: child.outputText, errors: child.errorText)
    }

    /// How this process is told of when it holds a directory.
    private static let holder = "process \(getpid()) ("

    private func log(cleanly: Bool = true) throws -> InspectedLog {
        let log = try InspectedLog()
        try log.fill(40)
        try log.stop(cleanly: cleanly)
        return log
    }

    @Test func `verify leaves with 0, 2, or 3, and says where`() async throws {
        let log = try log()
        let good = try await assay("verify", log.path)
        #expect(good.status == 0, "\(good.output)\(good.errors)")
        #expect(good.output.contains("no violation"))
        let name = try #require(try log.names(".log").first)
        try log.damage(name) { $0[200] ^= 1 }
        let bad = try await assay("verify", "--json", "-", log.path)
        #expect(bad.status == 2)
        let document = try JSONValue(parsing: bad.output)
        #expect(document["schema"]?.string == "assay.verify/1")
        #expect(document["verdict"]?.string == "fail")
        let finding = try #require(document["findings"]?.array?.first)
        #expect(finding["id"]?.string == "L7")
        #expect(finding["where"]?["path"]?.string == log.file(name))
        #expect(finding["where"]?["position"]?.integer ?? 0 > 0)

        let torn = try self.log(cleanly: false)
        let last = try #require(try torn.names(".log").last)
        try torn.damage(last) { $0.removeLast(2) }
        #expect(try await assay("verify", torn.path).status == 0)
        #expect(try await assay("verify", "--strict", torn.path).status == 3)
    }

    @Test func `dump filters, and writes an object a line`() async throws {
        let log = try log()
        let answer = try await assay(
            "dump", "--only", "log", "--offsets", "10..12", "--records", "--json", "-", log.path)
        #expect(answer.status == 0)
        let objects = try answer.output.split(separator: "\n").map {
            try JSONValue(parsing: String($0))
        }
        #expect(objects.first?["schema"]?.string == "assay.dump/1")
        let records = objects.filter { $0["kind"]?.string == "record" }
        #expect(records.map { $0["offset"]?.integer } == [10, 11, 12])
        #expect(records.allSatisfy { $0["value"]?.string?.hasPrefix("value ") == true })
        let keyed = try await assay("dump", "--only", "log", "--key", "key-3", log.path)
        let lines = keyed.output.split(separator: "\n").filter { $0.hasPrefix("|") }
        #expect(!lines.isEmpty)
        #expect(lines.allSatisfy { $0.contains("key: key-3 ") })
        let few = try await assay("dump", "--only", "log", "--limit", "3", log.path)
        #expect(few.output.split(separator: "\n").filter { $0.hasPrefix("baseOffset") }.count == 3)
    }

    @Test func `stats counts batches by codec`() async throws {
        let log = try log()
        let answer = try await assay("stats", "--json", "-", log.path)
        let total = try #require(try JSONValue(parsing: answer.output)["total"])
        #expect(total["batches"]?.integer == 40)
        #expect(total["records"]?.integer == 80)
        #expect(total["producers"]?.integer == 1)
        let codecs = total["codecs"]?.array?.compactMap { $0["codec"]?.string }
        #expect(codecs == ["none", "zstd"])
        #expect(try await assay("stats", log.path).output.contains("value bytes"))
    }

    @Test func `repair refuses a directory in use, tells, and repairs`() async throws {
        let used = try InspectedLog()
        try used.fill(3)
        let refused = try await assay("repair", used.path)
        #expect(refused.status == 1)
        #expect(refused.errors.contains(Self.holder))

        let log = try log(cleanly: false)
        let name = try #require(try log.names(".log").last)
        try log.damage(name) { $0.removeLast(2) }
        let told = try await assay("repair", "--dry-run", log.path)
        #expect(told.status == 2)
        #expect(told.output.contains("would cut \(log.file(name))"))
        let done = try await assay("repair", log.path)
        #expect(done.status == 0)
        #expect(try await assay("verify", "--strict", log.path).status == 0)
    }

    @Test func `repair finds the lock by any name, and takes no single file`() async throws {
        let used = try InspectedLog()
        try used.fill(3)
        let name = try #require(try used.names(".log").first)
        let before = try Data(contentsOf: URL(filePath: used.file(name)))
        // Half a batch, as a broker is just writing it.
        try used.damage(name) { $0 += before.prefix(40) }
        let binary = try PackageRoot.assay()
        let child = try ChildProcess(
            "sh", ["-c", "cd '\(used.partitionPath)' && exec \(binary) log repair ."])
        child.closeInput()
        #expect(try await child.wait(within: 30) == 1)
        #expect(child.errorText.contains(Self.holder))
        #expect(try Data(contentsOf: URL(filePath: used.file(name))).count == before.count + 40)

        let log = try log()
        let first = try #require(try log.names(".log").first)
        try log.damage(first) { $0[200] ^= 1 }
        let refused = try await assay("repair", log.file(first))
        #expect(refused.status == 1)
        #expect(refused.errors.contains("repair takes no single file"))
        #expect(try log.names(".corrupt").isEmpty)
    }

    @Test func `a mistake is one line with status 1`() async throws {
        for arguments in [["verify"], ["verify", "/nowhere"], ["dump", "/nowhere"]] {
            let child = try ChildProcess(PackageRoot.assay(), ["log"] + arguments)
            #expect(try await child.wait(within: 30) == 1)
            #expect(child.errorText.split(separator: "\n").count == 1)
        }
    }

    @Test func `a place without a log is told in one line`() async throws {
        let places = try TemporaryDirectory()
        let empty = places.file("empty")
        let named = places.file("named")
        for path in [empty, "\(named)/x-1", "\(named)/y-2"] {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        }
        try "root:x:0:0\n".write(
            toFile: "\(named)/x-1/passwd", atomically: true, encoding: .utf8)
        for place in [empty, named, "\(named)/x-1", "\(named)/y-2", "\(named)/x-1/passwd"] {
            for command in ["verify", "dump", "stats", "repair"] {
                let answer = try await assay(command, place)
                #expect(answer.status == 1, "\(command) \(place)")
                #expect(answer.output.isEmpty)
                #expect(answer.errors.filter(\.isNewline).count == 1)
                #expect(answer.errors.contains("\(place): nothing of a log is there"))
            }
        }
        // Beside a log it is a mistake as well: what was meant was not looked into.
        let log = try log()
        #expect(try await assay("verify", log.path, empty).status == 1)
        // In a broker's directory the name is enough.
        try FileManager.default.createDirectory(
            atPath: "\(log.path)/orders-1", withIntermediateDirectories: true)
        for path in [log.path, "\(log.path)/orders-1"] {
            let answer = try await assay("verify", path)
            #expect(answer.status == 2)
            #expect(answer.output.contains("orders-1: no segment"))
        }
    }

    @Test func `a segment under another name is dumped`() async throws {
        let log = try log()
        let name = try #require(try log.names(".log").first)
        let other = log.file("segment.copy")
        try FileManager.default.copyItem(atPath: log.file(name), toPath: other)
        let answer = try await assay("dump", other)
        #expect(answer.status == 0)
        #expect(answer.output.contains("baseOffset: 0"))
        let refused = try await assay("verify", other)
        #expect(refused.status == 1)
        #expect(refused.errors.contains("named by its offset"))
    }

    @Test func `one of a thing is told as one`() async throws {
        let log = try InspectedLog()
        try log.append(RecordBatchBuilder([Record(key: "k", value: "v", timestamp: 1)]))
        try log.stop()
        let verified = try await assay("verify", log.path).output
        #expect(verified.contains(" 1 batch, 1 record, 1 index entry, 1 snapshot\n"))
        try log.damage(try #require(try log.names(".log").first)) { $0.append(7) }
        let repaired = try await assay("repair", log.path).output
        #expect(repaired.contains(", 1 byte kept in "))
        let marker = try RecordBatchBuilder.transactionMarker(
            .commit, producerId: 1, producerEpoch: 0, coordinatorEpoch: 0, timestamp: 5
        ).build()
        let other = try HandmadeLog()
        try other.write(marker.array, to: HandmadeLog.stem(0) + ".log")
        let counted = try await assay("stats", other.path).output
        #expect(
            counted.contains("1 transactional batch, 1 commit, 0 aborts, 1 control batch\n"),
            "\(counted)")
    }

    /// Small files that hold a great many things, below a limit of 48 MiB for all memory the process
    /// may write.
    @Test(arguments: [
        "verify", "stats", "dump --only log --records --offsets 5..7", "repair --dry-run --all",
        "dump --only leader-epoch-checkpoint",
    ])
    func `memory does not grow with what files hold`(_ command: String) async throws {
        let log = try HandmadeLog()
        try log.write(
            HandmadeLog.control(of: 600_000), to: HandmadeLog.stem(0) + ".log")
        try log.write(
            [UInt8](repeating: 0x0A, count: 16 << 20), to: "leader-epoch-checkpoint")
        let binary = try PackageRoot.assay()
        let child = try ChildProcess(
            "sh", ["-c", "ulimit -d 49152; exec \(binary) log \(command) \(log.path)"])
        child.closeInput()
        let status = try await child.wait(within: 60)
        // The checkpoint is none.
        #expect(status == (command.hasPrefix("verify") || command.hasPrefix("repair") ? 2 : 0))
        #expect(child.errorText.isEmpty, "\(child.errorText)")
        if command.contains("--records") {
            #expect(child.outputText.split(separator: "\n").filter { $0.hasPrefix("|") }.count == 3)
        }
    }

    /// 96 MiB of log below a limit of 48 MiB for all memory the process may write.
    @Test(arguments: ["verify", "stats", "repair --dry-run --all", "dump"])
    func `memory does not grow with the files`(_ command: String) async throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("00000000000000000000.log")
        var batch = try RecordBatchBuilder([
            Record(key: "key", value: ByteSlice([UInt8](repeating: 65, count: 64 << 10)))
        ]).build().array
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        for offset in 0..<(96 << 20) / Int64(batch.count) {
            withUnsafeBytes(of: offset.bigEndian) { batch.replaceSubrange(0..<8, with: $0) }
            try file.write(contentsOf: batch)
        }
        try file.close()
        let binary = try PackageRoot.assay()
        let child = try ChildProcess(
            "sh", ["-c", "ulimit -d 49152; exec \(binary) log \(command) \(folder.path)"])
        child.closeInput()
        let status = try await child.wait(within: 60)
        // The folder has no index, which a repair would write.
        #expect(status == (command.hasPrefix("repair") ? 2 : 0), "\(child.errorText)")
    }
}

extension Record {
    fileprivate init(key: String, value: ByteSlice) {
        self.init(key: ByteSlice(utf8: key), value: value, timestamp: 1)
    }
}
