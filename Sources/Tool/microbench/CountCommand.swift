// SPDX-License-Identifier: Apache-2.0

import Arguments
import Compression
import Foundation
import Results
import Workload

/// `microbench count`: one thing so many times, and nothing else worth counting; what
/// `scripts/count` runs under an instrument, once with N and once with 2N.
enum CountCommand {
    private enum Operation: String, CaseIterable {
        /// Batches of a producer without an id.
        case append
        /// Batches of an idempotent producer.
        case sequenced
        /// Single offsets of a log of 64 MiB.
        case lookup
    }

    private static let operation = Option(
        "operation", "NAME", .choice(Operation.allCases.map(\.rawValue)),
        help: "what to do (default append)")
    private static let count = Option(
        "count", "N", .integer(1...10_000_000), help: "how often (default 1000)")

    static let command = Command(
        "count", summary: "do one thing so many times, for counting calls",
        discussion: """
            append and sequenced write 16 KiB batches of 100-byte records, without a producer id \
            and of an idempotent producer; lookup reads single offsets.
            """,
        options: [OptionGroup("What, and how often", [operation, count])],
        examples: [Example("microbench count --count 2000", "appends 32 MiB")],
        run: run)

    private static func run(_ invocation: Invocation) async throws -> Int32 {
        let folder = NSTemporaryDirectory() + "/assay-count-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let batch = try SampleBatches.batch(
            bytes: 16 << 10, recordBytes: 100, codec: .none,
            timestamp: Int64(time(nil)) * 1000, seed: 1)
        let log = try ScratchLog(folder)
        let count = invocation[count, default: 1000]
        switch invocation[operation].flatMap({ Operation(rawValue: $0) }) ?? .append {
        case .append:
            for _ in 0..<count { try log.append(batch) }
        case .sequenced:
            let sequenced = try SequencedBatch(batch)
            let bytes = sequenced.bytes
            for _ in 0..<count {
                sequenced.advance()
                try log.append(bytes)
            }
        case .lookup:
            for _ in 0..<4096 { try log.append(batch) }
            _ = log.lookUpOffsets(count)
        }
        return ExitCode.good.rawValue
    }
}
