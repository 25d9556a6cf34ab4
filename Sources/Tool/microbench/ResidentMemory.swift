// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The memory of this process, as Linux tells it.
enum ResidentMemory {
    static var bytes: Int { field("VmRSS:") }

    /// The most since the start, or since `resetPeak`.
    static var peakBytes: Int { field("VmHWM:") }

    static func resetPeak() {
        let descriptor = open("/proc/self/clear_refs", O_WRONLY)
        guard descriptor >= 0 else { return }
        write(descriptor, "5", 1)
        close(descriptor)
    }

    private static func field(_ name: String) -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        let kibibytes = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
        return (kibibytes.flatMap { Int($0) } ?? 0) * 1024
    }
}
