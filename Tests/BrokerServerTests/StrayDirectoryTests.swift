// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Foundation
import Messages
import TestSupport
import Testing

/// A served directory in which a log lies that no topic owns.
struct StrayDirectoryTests {
    /// A folder with one topic of the broker's own and a copy of its log under another name.
    private func makeForeign(in path: String) async throws {
        try await ServedBroker.run(in: path) { broker in
            let connection = try await broker.connect(creating: "mine")
            _ = try await connection.roundTrip(
                ServedBroker.produce([ByteSlice(utf8: "a"), ByteSlice(utf8: "b")], to: "mine"),
                version: 9)
        }
        try FileManager.default.copyItem(
            atPath: "\(path)/mine-0", toPath: "\(path)/foreign-0")
    }

    private func strays(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).filter {
            $0.contains("foreign")
        }
    }

    @Test func `a foreign log is set aside whole, once, and is not shown`() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("data")
        try await makeForeign(in: path)
        let before = try Data(
            contentsOf: URL(filePath: "\(path)/foreign-0/00000000000000000000.log"))
        #expect(before.count > 61)
        for isFirst in [true, false] {
            try await ServedBroker.run(in: path) { broker in
                let connection = try await broker.connect()
                var request = DescribeLogDirsRequest()
                request.topics = nil
                let answer = try await connection.roundTrip(request, version: 4).message
                #expect(answer.results.flatMap(\.topics).map(\.name) == ["mine"])
                let topics = try await connection.roundTrip(
                    ServedBroker.allTopics, version: 12
                ).message.topics
                #expect(topics.map(\.name) == ["mine"])
                // The name is free.
                if !isFirst { _ = try await broker.connect(creating: "foreign") }
            }
        }
        let names = try strays(in: path).sorted()
        #expect(names.count == 2 && names.first == "foreign-0")
        let stray = try #require(names.last)
        #expect(stray.wholeMatch(of: /foreign-0\.[0-9a-f]{32}-stray/) != nil)
        let after = try Data(
            contentsOf: URL(filePath: "\(path)/\(stray)/00000000000000000000.log"))
        #expect(after == before)
    }

    @Test func `serve says in one line what it set aside, and log commands show it`() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("data")
        try await makeForeign(in: path)
        let child = try ChildProcess(
            PackageRoot.assay(),
            ["serve", "--listen", "127.0.0.1:0", "--ready", "-", "--data", path])
        _ = try await child.line(within: 30)
        child.send(SIGTERM)
        #expect(try await child.wait(within: 10) == 0)
        let said = child.errorText
        #expect(said.filter(\.isNewline).count == 1, "\(said)")
        #expect(said.contains("foreign-0") && said.contains("-stray"), "\(said)")

        let verify = try ChildProcess(PackageRoot.assay(), ["log", "verify", path])
        verify.closeInput()
        #expect(try await verify.wait(within: 30) == 0)
        let line = verify.outputText.split(separator: "\n").first { $0.contains("-stray") }
        #expect(line?.contains("note") == true && line?.contains("belonged to no topic") == true)
        for command in ["dump", "stats"] {
            let show = try ChildProcess(PackageRoot.assay(), ["log", command, path])
            show.closeInput()
            #expect(try await show.wait(within: 30) == 0)
            #expect(show.outputText.contains("-stray"), "\(command)")
        }
    }
}
