// SPDX-License-Identifier: Apache-2.0

import Arguments
import Bytes
import Compression
import Foundation
import LogContract
import LogInspector
import Workload

/// Opening what a killed process left, verifying it, and many segments after a clean stop, against
/// reading the same bytes.
enum LogOpening {
    static func measure(_ bench: Bench, _ folder: String) throws {
        let own = folder + "/open"
        defer { try? FileManager.default.removeItem(atPath: own) }
        let batch = try LogSubject.batch()
        let size = bench.isQuick ? 128 << 20 : 1 << 30
        do {
            let log = try ScratchLog(own)
            for _ in 0..<(size / batch.count - 1) { try log.append(batch) }
        }
        let path = own + "/" + ScratchLog.partition.description + "/00000000000000000000.log"
        var ours: [Double] = []
        var theirs: [Double] = []
        for _ in 0..<(bench.isQuick ? 3 : 7) {
            let start = Stopwatch.wall()
            _ = try ScratchLog(own)
            ours.append(Stopwatch.wall() - start)
            theirs.append(try readNanos(path))
        }
        bench.add(
            BenchRow(
                subject: .log, name: "recovery after a kill", unit: .throughput(bytes: size),
                samples: ours, yardstick: "pread of 1 MiB", yardstickSamples: theirs,
                goal: .nanos(atMost: Double(size) / 2)))
        try verify(bench, own + "/" + ScratchLog.partition.description, path, size)
        try manySegments(bench, folder + "/segments")
    }

    /// What `assay log verify` does of one partition, in processor time.
    private static func verify(
        _ bench: Bench, _ partition: String, _ path: String, _ size: Int
    ) throws {
        var ours: [Double] = []
        var theirs: [Double] = []
        var totals = VerifyTotals()
        for _ in 0..<(bench.isQuick ? 3 : 7) {
            let verifier = Verifier(VerifyOptions(), found: { _ in })
            let start = Stopwatch.nanos()
            try verifier.verify([partition])
            ours.append(Stopwatch.nanos() - start)
            theirs.append(try readNanos(path, clock: Stopwatch.nanos))
            totals = verifier.totals
        }
        guard totals.violations == 0, totals.bytes > size * 9 / 10 else {
            throw CommandError("\(partition) does not verify", status: 5)
        }
        bench.add(
            BenchRow(
                subject: .log, name: "log verify, 16 KiB batches of 100 B",
                unit: .throughput(bytes: Int(totals.bytes)), samples: ours,
                yardstick: "pread of 1 MiB", yardstickSamples: theirs,
                goal: .nanos(atMost: Double(totals.bytes))))
    }

    private static func readNanos(
        _ path: String, clock: () -> Double = Stopwatch.wall
    ) throws -> Double {
        let descriptor = Foundation.open(path, O_RDONLY)
        guard descriptor >= 0 else { throw CommandError("cannot read \(path)", status: 4) }
        defer { close(descriptor) }
        let room = ByteStorage(capacity: 1 << 20)
        let start = clock()
        var position = 0
        while true {
            let count = pread(descriptor, room.base, 1 << 20, position)
            if count <= 0 { break }
            position += count
        }
        return clock() - start
    }

    private static func manySegments(_ bench: Bench, _ folder: String) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let batch = try SampleBatches.batch(
            bytes: 400, recordBytes: 100, codec: .none, timestamp: Int64(time(nil)) * 1000,
            seed: 1)
        let count = bench.isQuick ? 1000 : 10_000
        do {
            let log = try ScratchLog(folder, segmentBytes: batch.count)
            for _ in 0..<count { try log.append(batch) }
            try log.close()
        }
        var ours: [Double] = []
        var theirs: [Double] = []
        for _ in 0..<(bench.isQuick ? 3 : 5) {
            let start = Stopwatch.wall()
            let log = try ScratchLog(folder, segmentBytes: batch.count)
            ours.append(Stopwatch.wall() - start)
            try log.close()
            theirs.append(statNanos(folder + "/" + ScratchLog.partition.description, count))
        }
        bench.add(
            BenchRow(
                subject: .log, name: "reopening \(count) segments", unit: .time, samples: ours,
                yardstick: "stat of each", yardstickSamples: theirs,
                goal: .nanos(atMost: 1e9)))
    }

    private static func statNanos(_ folder: String, _ count: Int) -> Double {
        let start = Stopwatch.wall()
        var status = stat()
        for index in 0..<count {
            let digits = String(index * 3)
            let name = String(repeating: "0", count: 20 - digits.count) + digits + ".log"
            _ = stat(folder + "/" + name, &status)
        }
        return Stopwatch.wall() - start
    }
}
