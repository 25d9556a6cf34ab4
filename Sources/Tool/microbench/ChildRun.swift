// SPDX-License-Identifier: Apache-2.0

import Arguments
import Foundation

/// What running a program to its end took.
struct ChildRun {
    let wallNanos: Double
    /// Of the program and what it waited for.
    let processorNanos: Double

    /// Runs `arguments`, the program first; what it prints is dropped.
    ///
    /// A status but 0 is an error.
    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(environment) { _, new in new }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let spent = Self.childrenNanos()
        let start = Stopwatch.wall()
        try process.run()
        process.waitUntilExit()
        wallNanos = Stopwatch.wall() - start
        processorNanos = Self.childrenNanos() - spent
        guard process.terminationStatus == 0 else {
            throw CommandError(
                "\(arguments.joined(separator: " ")): status \(process.terminationStatus)",
                status: 5)
        }
    }

    /// Processor time of all children that ended.
    private static func childrenNanos() -> Double {
        var usage = rusage()
        getrusage(RUSAGE_CHILDREN.rawValue, &usage)
        func nanos(_ time: timeval) -> Double {
            Double(time.tv_sec) * 1e9 + Double(time.tv_usec) * 1e3
        }
        return nanos(usage.ru_utime) + nanos(usage.ru_stime)
    }
}
