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
        try lookUp(bench, folder)
        try open(bench, folder)
    }

    private static func batch() throws -> ByteSlice {
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
                ratio: PairedRatio(ours: ours, theirs: theirs), goal: .ratio(atLeast: 0.7)))
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

    /// Look-ups in one segment of 1 GiB, against the one read of 4 KiB that each needs.
    private static func lookUp(_ bench: Bench, _ folder: String) throws {
        let own = folder + "/lookup"
        defer { try? FileManager.default.removeItem(atPath: own) }
        let batch = try batch()
        let size = bench.isQuick ? 128 << 20 : 1 << 30
        let log = try ScratchLog(own)
        // One time a batch, so that times can be told apart.
        for index in 0..<(size / batch.count - 1) {
            try log.append(batch, laterByMillis: index)
        }
        let path = own + "/" + ScratchLog.partition.description + "/00000000000000000000.log"
        let descriptor = Foundation.open(path, O_RDONLY)
        defer { close(descriptor) }
        let room = ByteStorage(capacity: 4096)
        let read = Contestant(
            "pread of 4 KiB",
            once: {
                UInt64(pread(descriptor, room.base, 4096, Int(log.draw() % UInt64(size - 4096))))
            })
        let gibibyte = bench.isQuick ? "128 MiB" : "1 GiB"
        bench.compare(
            .log, "offset look-up in \(gibibyte)", ours: { log.lookUpOffsets($0) }, with: [read],
            goal: .nanos(atMost: 2000))
        bench.compare(
            .log, "time look-up in \(gibibyte)", ours: { log.lookUpTimes($0) }, with: [read],
            goal: .nanos(atMost: 20_000))
    }

    /// Opening what a killed process left, against reading the same bytes, and many segments after
    /// a clean stop.
    private static func open(_ bench: Bench, _ folder: String) throws {
        let own = folder + "/open"
        defer { try? FileManager.default.removeItem(atPath: own) }
        let batch = try batch()
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
                ratio: PairedRatio(ours: ours, theirs: theirs),
                goal: .nanos(atMost: Double(size) / 2)))
        try manySegments(bench, folder + "/segments")
    }

    private static func readNanos(_ path: String) throws -> Double {
        let descriptor = Foundation.open(path, O_RDONLY)
        guard descriptor >= 0 else { throw CommandError("cannot read \(path)", status: 4) }
        defer { close(descriptor) }
        let room = ByteStorage(capacity: 1 << 20)
        let start = Stopwatch.wall()
        var position = 0
        while true {
            let count = pread(descriptor, room.base, 1 << 20, position)
            if count <= 0 { break }
            position += count
        }
        return Stopwatch.wall() - start
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
                ratio: PairedRatio(ours: ours, theirs: theirs), goal: .nanos(atMost: 1e9)))
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
