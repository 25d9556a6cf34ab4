// SPDX-License-Identifier: Apache-2.0

import Arguments
import Bytes
import Compression
import Foundation
import LogContract
import Records
import Workload

/// The log engine on the disk that holds the temporary folder, beside the kernel's own calls with
/// the same bytes.
enum LogSubject {
    private static let batchBytes = 16 << 10

    static func measure(_ bench: Bench) throws {
        let folder = NSTemporaryDirectory() + "/assay-bench-" + UUID().uuidString
        mkdir(folder, 0o755)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try append(bench, folder)
        try LogLookups.measure(bench, folder)
        try LogOpening.measure(bench, folder)
        try LogCompaction.measure(bench, folder)
    }

    /// A batch of 100-byte records, as nearly all rows append it.
    static func batch() throws -> ByteSlice {
        try SampleBatches.batch(
            bytes: batchBytes, recordBytes: 100, codec: .none,
            timestamp: Int64(time(nil)) * 1000, seed: 1)
    }

    /// Appending to a new file, round by round, against `pwrite` of the same bytes to another.
    ///
    /// Both are removed after each turn, so that both always fill pages the kernel has just freed.
    private static func append(_ bench: Bench, _ folder: String) throws {
        let batch = try batch()
        let count = (bench.isQuick ? 32 << 20 : 128 << 20) / batch.count
        var ours: [Double] = []
        var theirs: [Double] = []
        for round in 0..<(bench.isQuick ? 5 : 15) {
            let engine = { try appendNanos(batch, count, folder) }
            let kernel = { try writeNanos(batch, count, folder) }
            if round.isMultiple(of: 2) {
                ours.append(try engine())
                theirs.append(try kernel())
            } else {
                theirs.append(try kernel())
                ours.append(try engine())
            }
            // The first round warms the page cache for both.
            if round == 0 {
                ours = []
                theirs = []
            }
        }
        bench.add(
            BenchRow(
                subject: .log, name: "append, 16 KiB batches of 100 B",
                unit: .throughput(bytes: batch.count),
                samples: ours, yardstick: "pwrite", yardstickSamples: theirs,
                goal: .ratio(atLeast: 0.7)))
    }

    private static func appendNanos(
        _ batch: ByteSlice, _ count: Int, _ folder: String
    ) throws -> Double {
        let own = folder + "/append"
        defer { try? FileManager.default.removeItem(atPath: own) }
        let log = try ScratchLog(own)
        let start = Stopwatch.nanos()
        for _ in 0..<count { try log.append(batch) }
        return (Stopwatch.nanos() - start) / Double(count)
    }

    private static func writeNanos(
        _ batch: ByteSlice, _ count: Int, _ folder: String
    ) throws -> Double {
        let path = folder + "/pwrite"
        let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { throw CommandError("cannot write \(path)", status: 4) }
        defer {
            close(descriptor)
            unlink(path)
        }
        let start = Stopwatch.nanos()
        for index in 0..<count
        where pwrite(descriptor, batch.base, batch.count, index * batch.count) != batch.count {
            throw CommandError("cannot write \(path)", status: 4)
        }
        return (Stopwatch.nanos() - start) / Double(count)
    }
}
