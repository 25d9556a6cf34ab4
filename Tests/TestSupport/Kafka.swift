// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A real Apache Kafka broker of a test's own, found through `ASSAY_KAFKA`.
///
/// It is bound to the test's process and goes with it, and with this value.
package final class Kafka: Sendable {
    package static let releases = ["4.4.0", "3.9.2"]

    package let release: String
    /// Where it listens: `127.0.0.1:PORT`.
    package let bootstrap: String
    /// The data folder of its first node.
    package let dataDirectory: String
    /// What its first node wrote to its log.
    package let serverLog: String
    private let brokerPid: Int32
    private let process: ChildProcess

    /// Starts one and waits until it answers.
    package init(release: String, arguments: [String] = []) async throws {
        self.release = release
        process = try ChildProcess(
            "python3",
            [try Needs.kafka.path(), "run", "--release", release, "--stdin-bound"] + arguments)
        let line = try await process.line(within: 90) { $0.hasPrefix("{") }
        let ready = try JSONDecoder().decode(Ready.self, from: Data(line.utf8))
        bootstrap = ready.bootstrap
        dataDirectory = ready.nodes.first?.dataDir ?? ""
        serverLog = ready.nodes.first?.log ?? ""
        brokerPid = ready.nodes.first?.pid ?? 0
    }

    /// Kills the first node at once, without a word, and then what runs it.
    package func kill() async throws {
        if brokerPid > 0 { Foundation.kill(brokerPid, SIGKILL) }
        try await process.stop(within: 30)
    }

    /// Lines for a cluster that was started with `--control`: `kill 1`, `start 1` and so on.
    package func control(_ lines: [String]) {
        process.write(lines.map { $0 + "\n" }.joined())
    }

    package func stop() async throws {
        try await process.stop(within: 30)
    }

    /// Runs one of Kafka's own tools and returns what it wrote to standard output.
    package static func tool(_ name: String, release: String, _ arguments: [String]) async throws
        -> String
    {
        let child = try ChildProcess(
            "python3",
            [try Needs.kafka.path(), "tool", "--release", release, name] + arguments)
        child.closeInput()
        let status = try await child.wait(within: 120)
        guard status == 0 else { throw ChildProcessError("left with \(status)", of: child) }
        return child.outputText
    }

    private struct Ready: Decodable {
        struct Node: Decodable {
            var dataDir: String
            var log: String
            var pid: Int32
        }
        var bootstrap: String
        var nodes: [Node]
    }
}
