// SPDX-License-Identifier: Apache-2.0

import Client
import Foundation
import TestSupport
import Testing

/// What `assay serve` says, in a line, when it does not start.
struct ServeMistakeTests {
    private func line(of arguments: [String]) async throws -> String {
        let child = try ChildProcess(PackageRoot.assay(), ["serve"] + arguments)
        #expect(try await child.wait(within: 10) == 1)
        #expect(child.outputText.isEmpty)
        #expect(child.errorText.filter(\.isNewline).count == 1)
        return child.errorText.trimmingCharacters(in: .newlines)
    }

    @Test(arguments: [
        ["--set", "num.partition=3"], ["--set", "num.partitions=x"], ["--data", "/proc/none"],
        ["--properties", "/none"], ["--deviant", "none"], ["--nodes", "3"],
        ["--listen", "0.0.0.0:0"], ["--set", "advertised.listeners=here"],
    ])
    func `a mistake is one line and status 1`(arguments: [String]) async throws {
        _ = try await line(of: arguments)
    }

    private static let longName = String(repeating: "x", count: 64)

    @Test(arguments: [
        ("nowhere", "--listen expects HOST:PORT, such as 127.0.0.1:9092, not 'nowhere'"),
        (
            "127.0.0.1:70000",
            "--listen 127.0.0.1:70000: the port must be from 1 to 65535, or 0 for a free one"
        ),
        (
            // An address of documentation (RFC 5737), which no machine has.
            "192.0.2.1:0",
            "cannot listen on 192.0.2.1:0: address not available; take an address of this "
                + "machine, such as 127.0.0.1"
        ),
        (":0", "0.0.0.0 is no address to send clients to: set advertised.listeners=HOST:PORT"),
    ])
    func `each mistake of an address says what to do`(
        address: String, expected: String
    ) async throws {
        #expect(try await line(of: ["--listen", address]) == "assay serve: \(expected)")
    }

    @Test
    func `a name without an address is named`() async throws {
        // Too long a label to be asked of anybody.
        let address = "\(Self.longName):9092"
        let line = try await line(of: ["--listen", address])
        #expect(
            line.hasPrefix(
                "assay serve: --listen \(address): no address is known for '\(Self.longName)' ("))
        #expect(line.hasSuffix("; take an address of this machine, such as 127.0.0.1"))
    }

    @Test
    func `a port in use leaves no folder behind that was not there`() async throws {
        let holder = try ChildProcess(
            PackageRoot.assay(), ["serve", "--listen", "127.0.0.1:0", "--ready", "-"])
        let ready = try #require(
            JSONSerialization.jsonObject(with: Data(try await holder.line(within: 30).utf8))
                as? [String: Any])
        let address = try #require(ready["bootstrap"] as? String)
        let folder = try TemporaryDirectory()
        for path in ["made", "there", "a/b/c/"] {
            let data = folder.file(path)
            if path == "there" {
                try FileManager.default.createDirectory(
                    atPath: data, withIntermediateDirectories: true)
            }
            let line = try await line(of: ["--listen", address, "--data", data])
            #expect(
                line == "assay serve: cannot listen on \(address): address already in use; "
                    + "stop who listens there, or take another port (0 takes a free one)")
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(left == (path == "made" ? [] : ["there"]))
        }
        holder.send(SIGTERM)
        #expect(try await holder.wait(within: 10) == 0)
    }

    @Test
    func `a file is no data directory, nor is anything in it`() async throws {
        let folder = try TemporaryDirectory()
        let file = folder.file("file")
        try Data().write(to: URL(filePath: file))
        let beginning = "assay serve: cannot use the data directory \(file)"
        #expect(
            try await line(of: ["--data", file]) == "\(beginning): it is not a folder; name one")
        #expect(
            try await line(of: ["--data", "\(file)/x/y"])
                == "\(beginning)/x/y: \(file) is not a folder")
    }

    @Test(arguments: [
        (
            "node.id=x",
            ":3: node.id: invalid value 'x', must be a whole number from 0 to 2147483647"
        ),
        (
            "node.id = 3000000000",
            ":3: node.id: invalid value '3000000000', must be a whole number from 0 to 2147483647"
        ),
        ("node.id=-1", ":3: node.id: invalid value '-1', must be at least 0"),
        (
            "log.retention.ms=",
            ":3: log.retention.ms: invalid value '', must be a whole number of at least -1"
        ),
        (
            "num.partition=3",
            ":3: num.partition: unknown broker property; did you mean num.partitions?"
        ),
        (
            "advertised.listeners=PLAINTEXT://here",
            ":3: advertised.listeners: invalid value 'PLAINTEXT://here', must be HOST:PORT or "
                + "NAME://HOST:PORT, with a port from 1 to 65535"
        ),
        ("num.partitions", ":3: expected key=value, not 'num.partitions'"),
    ])
    func `a mistake in a file of properties names file, line and name`(
        text: String, expected: String
    ) async throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("server.properties")
        try "# one\nnum.io.threads=2\n\(text)\n".write(
            toFile: path, atomically: true, encoding: .utf8)
        #expect(
            try await line(of: ["--listen", "127.0.0.1:0", "--properties", path])
                == "assay serve: \(path)\(expected)")
    }

    @Test
    func `what an option says instead is not blamed on the file`() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("server.properties")
        try "node.id=1\n".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(
            try await line(of: ["--properties", path, "--set", "node.id=y"])
                == "assay serve: invalid value 'y' for node.id: must be a whole number from 0 to "
                + "2147483647")
    }

    @Test
    func `a directory of another node names both nodes`() async throws {
        let folder = try TemporaryDirectory()
        try await ServedBroker.run(in: folder.path) { _ in }
        let line = try await line(
            of: ["--listen", "127.0.0.1:0", "--data", folder.path, "--set", "node.id=7"])
        #expect(
            line.hasSuffix(
                "the directory belongs to node 1, and node.id is 7: set node.id=1, or take "
                    + "another directory"))
    }
}
