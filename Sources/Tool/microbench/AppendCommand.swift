// SPDX-License-Identifier: Apache-2.0

import Arguments
import Compression
import Foundation
import Results
import Workload

/// `microbench append`: so many batches into a log, and nothing else worth counting; what
/// `scripts/count` runs under an instrument, once with N and once with 2N.
enum AppendCommand {
    private static let count = Option(
        "count", "N", .integer(1...10_000_000), help: "batches to append (default 1000)")

    static let command = Command(
        "append", summary: "append 16 KiB batches of 100-byte records, for counting calls",
        options: [OptionGroup("How many", [count])],
        examples: [Example("microbench append --count 2000", "appends 32 MiB")],
        run: run)

    private static func run(_ invocation: Invocation) async throws -> Int32 {
        let folder = NSTemporaryDirectory() + "/assay-append-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let batch = try SampleBatches.batch(
            bytes: 16 << 10, recordBytes: 100, codec: .none,
            timestamp: Int64(time(nil)) * 1000, seed: 1)
        let log = try ScratchLog(folder)
        for _ in 0..<invocation[count, default: 1000] { try log.append(batch) }
        return ExitCode.good.rawValue
    }
}
