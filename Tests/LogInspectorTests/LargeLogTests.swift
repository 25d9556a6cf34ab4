// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What `assay log` takes of memory does not depend on how large a directory is.
@Suite(.serialized) struct LargeLogTests {
    private static let bytesMax = 64 << 20

    @Test(.nightly, .timeLimit(.minutes(30)))
    func `four gibibytes take what one takes, within 64 MiB`() async throws {
        var peaks: [String: [Int]] = [:]
        for gibibytes: Int64 in [1, 4] {
            let log = try LargeLog(gibibytes: gibibytes)
            for command in ["verify", "stats", "dump --records"] {
                let peak = try await peakMemory(of: "\(command) \(log.folder.path)")
                print("assay log \(command): \(gibibytes) GiB, at most \(peak >> 10) KiB of memory")
                #expect(peak <= Self.bytesMax, "\(command), \(gibibytes) GiB")
                peaks[command, default: []].append(peak)
            }
        }
        for (command, peaks) in peaks {
            // Allocators differ a little from run to run.
            #expect(peaks[1] <= peaks[0] + peaks[0] / 8, "\(command): \(peaks)")
        }
    }

    /// Runs `assay log` and returns the most memory it had, in bytes.
    private func peakMemory(of command: String) async throws -> Int {
        let binary = try PackageRoot.assay()
        let child = try ChildProcess(
            "sh", ["-c", "exec \(binary) log \(command) > /dev/null"])
        child.closeInput()
        let status = "/proc/\(child.pid)/status"
        // The mark only rises, so that the last look before the end is the one that counts.
        let watch = Task {
            var peak = 0
            while !Task.isCancelled {
                let text = (try? String(contentsOfFile: status, encoding: .utf8)) ?? ""
                if let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM") }),
                    let found = line.split(separator: " ").compactMap({ Int($0) }).first
                {
                    peak = max(peak, found << 10)
                }
                try? await Task.sleep(for: .milliseconds(10))
            }
            return peak
        }
        let ended = try await child.wait(within: 900)
        watch.cancel()
        #expect(ended == 0, "\(child.errorText)")
        return await watch.value
    }
}
