// SPDX-License-Identifier: Apache-2.0

import Client
import Conformance
import Foundation
import Messages
import Results
import TestSupport
import Testing

/// `assay conform` as a user meets it: one command, one line for a mistake, the right status.
@Suite(.serialized)
struct ConformCommandTests {
    private struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    private func conform(_ arguments: String..., within seconds: Double = 60) async throws
        -> Outcome
    {
        let child = try ChildProcess(try PackageRoot.assay(), ["conform"] + arguments)
        child.closeInput()
        let status = try await child.wait(within: seconds)
        return Outcome(status: status, output: child.outputText, errors: child.errorText)
    }

    @Test func `without an address the reference broker is judged`() async throws {
        let outcome = try await conform(
            "--include", "ver/*", "--include", "prod/acks-*", "--json", "-")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let report = try JSONValue(parsing: outcome.output)
        #expect(report["schema"]?.string == "assay.conform/1")
        let cases = report["cases"]?.array ?? []
        #expect(cases.count >= 20)
        for item in cases where item["level"]?.string == "MUST" {
            #expect(item["verdict"]?.string != "fail", "\(item["id"]?.string ?? "")")
        }
    }

    static let mistakes: [[String]] = [
        ["--no-such-flag"], ["--include", "prdo/*"], ["--explain", "no/such"], ["--jobs", "0"],
        ["--expect", "/no/such/file"], ["--command-config", "/no/such/file"],
        ["--bootstrap", "nonsense"], ["--junit", "/no/such/folder/x.xml"],
        ["--release", "new"], ["--resolve", "host"],
    ]

    @Test(arguments: mistakes)
    func `a mistake is one line and status 1`(arguments: [String]) async throws {
        let child = try ChildProcess(try PackageRoot.assay(), ["conform"] + arguments)
        child.closeInput()
        #expect(try await child.wait(within: 30) == 1)
        #expect(child.outputText.isEmpty)
        #expect(child.errorText.split(separator: "\n").count == 1, "\(child.errorText)")
        #expect(child.errorText.hasPrefix("assay conform: "))
    }

    @Test func `an address where nobody listens is one line and status 5`() async throws {
        let outcome = try await conform("--bootstrap", "127.0.0.1:1", within: 10)
        #expect(outcome.status == 5)
        #expect(
            outcome.errors == "assay conform: cannot connect to 127.0.0.1:1: connection refused\n")
    }

    @Test func `a case is explained`() async throws {
        let outcome = try await conform("--explain", "prod/crc-bad")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("MUST, safety"))
        #expect(outcome.output.contains("Source: "))
    }

    @Test func `what was expected to fail and holds is told by the status`() async throws {
        let folder = try TemporaryDirectory()
        let file = try folder.write("ver/min-le-max fail it was so once\n", to: "known.txt")
        let outcome = try await conform("--include", "ver/min-le-max", "--expect", file)
        #expect(outcome.status == 2)
    }

    private func serve(_ data: String, at address: String) async throws -> (ChildProcess, String) {
        let server = try ChildProcess(
            try PackageRoot.assay(),
            ["serve", "--listen", address, "--data", data, "--ready", "-", "--stdin-bound"])
        let line = try await server.line(within: 30) { $0.hasPrefix("{") }
        return (server, try #require(try JSONValue(parsing: line)["bootstrap"]?.string))
    }

    @Test func `a hook kills the broker, and the case goes on when it serves again`() async throws {
        let folder = try TemporaryDirectory()
        let (first, bootstrap) = try await serve(folder.path, at: "127.0.0.1:0")
        let child = try ChildProcess(
            try PackageRoot.assay(),
            [
                "conform", "--bootstrap", bootstrap, "--include", "off/no-reuse-restart",
                "--restart-hook", "kill -9 \(first.pid)",
            ])
        child.closeInput()
        #expect(try await first.wait(within: 30) == 128 + SIGKILL)
        let (second, _) = try await serve(folder.path, at: bootstrap)
        #expect(try await child.wait(within: 60) == 0, "\(child.outputText)")
        #expect(child.outputText.contains("pass"), "\(child.outputText)")
        try await second.stop()
    }

    @Test func `a hook that fails ends the run with status 1 and says so`() async throws {
        let folder = try TemporaryDirectory()
        let (server, bootstrap) = try await serve(folder.path, at: "127.0.0.1:0")
        let outcome = try await conform(
            "--bootstrap", bootstrap, "--include", "off/no-reuse-restart", "--restart-hook",
            "exit 3")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("ended with status 3: exit 3"), "\(outcome.output)")
        try await server.stop()
    }

    @Test func `an interrupted run leaves neither topics nor a broker`() async throws {
        let server = try ChildProcess(
            try PackageRoot.assay(),
            ["serve", "--listen", "127.0.0.1:0", "--ready", "-", "--stdin-bound"])
        let line = try await server.line(within: 30) { $0.hasPrefix("{") }
        let bootstrap = try #require(try JSONValue(parsing: line)["bootstrap"]?.string)
        let child = try ChildProcess(
            try PackageRoot.assay(), ["conform", "--bootstrap", bootstrap, "--topic-prefix", "cut"])
        let address = try Address(bootstrap)
        try await names(at: address, until: "topics of the run") { !$0.isEmpty }
        child.send(SIGINT)
        #expect(try await child.wait(within: 20) == 1)
        #expect(child.errorText.contains("interrupted"))
        try await names(at: address, until: "no topic left") { $0.isEmpty }
        try await server.stop()
    }

    /// Asks for the run's topics until they are as they should be.
    private func names(
        at address: Address, until what: String, holds: ([String]) -> Bool
    ) async throws {
        let survey = try await WireProbe.survey(
            of: [address], options: ConnectionOptions(), release: nil)
        let session = Session(
            settings: SessionSettings(bootstrap: [address], survey: survey), prefix: "", uses: [])
        defer { session.closeAll() }
        let _: Bool = try await session.eventually(what, within: .seconds(20)) {
            let reply = try await session.metadata(of: nil)
            let names = reply.message.topics.compactMap(\.name).filter { $0.hasPrefix("cut-") }
            return holds(names) ? true : nil
        }
    }
}
