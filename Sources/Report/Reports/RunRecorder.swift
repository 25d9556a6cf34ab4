// SPDX-License-Identifier: Apache-2.0

import Glibc
package import Results

/// Notes when a run began and with what, and makes its manifest at the end.
package struct RunRecorder: Sendable {
    package let commandLine: [String]
    package let seed: UInt64
    package let startedAt: String

    /// Begins now.
    ///
    /// Without a seed one is drawn, small enough for every reader of JSON.
    package init(commandLine: [String], seed: UInt64?) {
        self.commandLine = commandLine
        self.seed = seed ?? UInt64.random(in: 0...1 << 53)
        startedAt = Self.now()
    }

    /// The manifest of a run that ends now.
    package func manifest() -> RunManifest {
        RunManifest(
            tool: .current, commandLine: commandLine, seed: seed, startedAt: startedAt,
            endedAt: Self.now(), environment: .capture())
    }

    /// The time in UTC as RFC 3339 has it, to the millisecond.
    static func now() -> String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return text(seconds: time.tv_sec, millis: time.tv_nsec / 1_000_000)
    }

    /// A time since 1970 as RFC 3339 has it.
    package static func text(seconds: Int, millis: Int) -> String {
        var seconds = seconds
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func digits(_ value: some BinaryInteger, _ width: Int) -> String {
            let text = String(Int(value))
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let date = [
            digits(parts.tm_year + 1900, 4), digits(parts.tm_mon + 1, 2), digits(parts.tm_mday, 2),
        ].joined(separator: "-")
        let time = [digits(parts.tm_hour, 2), digits(parts.tm_min, 2), digits(parts.tm_sec, 2)]
            .joined(separator: ":")
        return "\(date)T\(time).\(digits(millis, 3))Z"
    }
}
