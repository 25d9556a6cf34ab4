// SPDX-License-Identifier: Apache-2.0

import Arguments
import Client
import Foundation
import Results

/// One node of Apache Kafka that is killed and started again over the same files.
final class KafkaNode {
    let address: Address
    /// Its log directory.
    let dataFolder: String
    private let logPath: String
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// The script that runs Kafka, where `ASSAY_KAFKA` names one.
    static var script: String? {
        ProcessInfo.processInfo.environment["ASSAY_KAFKA"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Starts the node with its files in `folder`, as it performs best.
    init(_ script: String, folder: String) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", script, "run", "--release", "4.4.0", "--full-jit", "--heap", "2g",
            "--control", "--data", folder,
        ]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let line = BrokerProcess.line(of: output.fileHandleForReading)
        let ready = try? JSONValue(parsing: line)
        let node = ready?["nodes"]?.array?.first
        guard let bootstrap = ready?["bootstrap"]?.string, let data = node?["dataDir"]?.string,
            let log = node?["log"]?.string
        else {
            process.terminate()
            process.waitUntilExit()
            throw CommandError("Kafka did not become ready", status: 1)
        }
        address = try Address(bootstrap)
        dataFolder = data
        logPath = log
    }

    /// Ends it as a crash would.
    func kill() throws { try obey("kill 1") }

    func start() throws { try obey("start 1") }

    func stop() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    private func obey(_ command: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Array("\(command)\n".utf8))
        let line = BrokerProcess.line(of: output.fileHandleForReading)
        guard (try? JSONValue(parsing: line))?["ok"] == .bool(true) else {
            throw CommandError("Kafka did not obey '\(command)': \(line)", status: 1)
        }
    }

    /// How long it says that loading its logs took when it last started after a crash.
    func loadingNanos() throws -> Double {
        let text = try String(contentsOfFile: logPath, encoding: .utf8)
        let line = text.split(separator: "\n").last {
            $0.contains(" Loaded 1 logs in ") && $0.contains("unclean log dirs")
        }
        let words = line?.split(separator: " ") ?? []
        guard let at = words.firstIndex(of: "in"), at + 1 < words.count,
            let millis = Double(words[at + 1].prefix { $0.isNumber })
        else { throw CommandError("\(logPath) does not tell of a recovery", status: 5) }
        return millis * 1e6
    }
}
