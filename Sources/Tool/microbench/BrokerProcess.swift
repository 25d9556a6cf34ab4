// SPDX-License-Identifier: Apache-2.0

import Arguments
import Client
import Foundation
import Results

/// A broker as a child that ends with this process: bound to its standard input.
final class BrokerProcess {
    let name: String
    let address: Address
    /// Processor time of the broker itself, which may be a child of the child.
    private let clock: clockid_t
    private let process: Process
    private let input: Pipe

    /// Starts `arguments` and waits for its ready line.
    private init(_ name: String, _ executable: String, _ arguments: [String]) throws {
        self.name = name
        process = Process()
        input = Pipe()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let line = Self.line(of: output.fileHandleForReading)
        let ready = try? JSONValue(parsing: line)
        let node = ready?["nodes"]?.array?.first?["pid"]?.integer
        guard let bootstrap = ready?["bootstrap"]?.string, let node else {
            process.terminate()
            process.waitUntilExit()
            throw CommandError("\(name) did not become ready", status: 1)
        }
        var clock = clockid_t()
        guard clock_getcpuclockid(pid_t(node), &clock) == 0 else {
            process.terminate()
            process.waitUntilExit()
            throw CommandError("the processor time of \(name) cannot be read", status: 4)
        }
        self.clock = clock
        address = try Address(bootstrap)
    }

    /// Has the files of a deleted topic go soon, and with them the pages they hold.
    ///
    /// Not at once: Kafka looks for directories to delete that often, and would do nothing else.
    private static let deletion = [
        "--set", "log.segment.delete.delay.ms=500", "--set", "log.initial.task.delay.ms=500",
    ]

    /// Path of the `assay` beside this binary.
    static func assay() throws -> String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        let binary = URL(fileURLWithPath: own ?? "").deletingLastPathComponent()
            .appendingPathComponent("assay").path
        guard FileManager.default.isExecutableFile(atPath: binary) else {
            throw CommandError("\(binary) is missing; scripts/bench builds it", status: 4)
        }
        return binary
    }

    /// The reference broker.
    static func reference() throws -> BrokerProcess {
        try BrokerProcess(
            "assay serve", assay(),
            ["serve", "--listen", "127.0.0.1:0", "--ready", "-", "--stdin-bound"] + deletion)
    }

    /// Apache Kafka as it performs best, where `ASSAY_KAFKA` names a script that runs it.
    static func kafka() throws -> BrokerProcess? {
        let environment = ProcessInfo.processInfo.environment
        guard let script = environment["ASSAY_KAFKA"], !script.isEmpty else { return nil }
        return try BrokerProcess(
            "Kafka 4.4.0", "/usr/bin/env",
            [
                "python3", script, "run", "--release", "4.4.0", "--full-jit", "--heap", "2g",
                "--stdin-bound",
            ] + deletion)
    }

    /// Nanoseconds of processor time it has used, threads that ended included.
    func processorNanos() -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    /// Ends it in order and reaps it.
    func stop() {
        try? input.fileHandleForWriting.close()
        process.terminate()
        process.waitUntilExit()
    }

    static func line(of file: FileHandle) -> String {
        var line: [UInt8] = []
        while let byte = try? file.read(upToCount: 1)?.first, byte != 0x0A { line.append(byte) }
        return String(decoding: line, as: UTF8.self)
    }
}
