// SPDX-License-Identifier: Apache-2.0

import Arguments
import Bytes
import CBaseline
import Foundation
import LogContract
import Records
import ReferenceLog

/// Compaction of a log of which every batch loses records, beside the kernel's copying as much, and
/// what it holds in memory when more keys are dirty than its map takes.
enum LogCompaction {
    private static let batchBytes = 16 << 10
    /// Read and write buffers, the indexes of what is written.
    private static let bufferBytes = 4 << 20

    static func measure(_ bench: Bench, _ folder: String) throws {
        let own = folder + "/compaction"
        try rounds(bench, own)
        try memory(bench, own)
    }

    /// Records of 1 KiB, each key about twice.
    private static func rounds(_ bench: Bench, _ folder: String) throws {
        let count = (bench.isQuick ? 32 << 20 : 128 << 20) / 1024
        let batches = try batches(records: count, recordBytes: 1024, keys: count / 2)
        let kernel = try KernelFile(blockBytes: 1 << 20)
        var ours: [Double] = []
        var theirs: [Double] = []
        var bytes = 0
        for _ in 0..<(bench.isQuick ? 3 : 7) {
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let log = try log(folder, batches, mapBytes: nil)
            let start = Stopwatch.nanos()
            let found = try log.compact()
            ours.append(Stopwatch.nanos() - start)
            guard let summary = found, !summary.isMapFull,
                summary.writtenBytes < summary.readBytes * 2 / 3
            else { throw CommandError("compaction did not do its work", status: 5) }
            bytes = Int(summary.readBytes)
            theirs.append(try kernel.read(bytes) + kernel.write(bytes))
        }
        bench.add(
            BenchRow(
                subject: .log, name: "compaction, records of 1 KiB",
                unit: .throughput(bytes: bytes), samples: ours, yardstick: "pread, pwrite",
                yardstickSamples: theirs, goal: .nanos(atMost: Double(bytes) / 200 * 1000)))
    }

    /// Short records whose keys all differ, several times as many as the map takes: the memory that
    /// all rounds together add at their peak, beside the map as configured and the buffers.
    private static func memory(_ bench: Bench, _ folder: String) throws {
        let mapBytes = 4 << 20
        let batches = try batches(records: 600_000, recordBytes: 60, keys: nil)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let log = try log(folder, batches, mapBytes: mapBytes)
        // What earlier rows gave back would serve again, and not show.
        assay_baseline_trim()
        let before = ResidentMemory.bytes
        ResidentMemory.resetPeak()
        var largest = 0
        var rounds = 0
        while let summary = try log.compact() {
            rounds += 1
            largest = max(largest, summary.mapBytes)
            if !summary.isMapFull { break }
        }
        guard rounds > 2, largest <= mapBytes else {
            throw CommandError("a map of \(largest) bytes in \(rounds) rounds", status: 5)
        }
        let grown = Double(max(0, ResidentMemory.peakBytes - before))
        let allowed = Double(mapBytes + bufferBytes)
        bench.add(
            BenchRow(
                subject: .log, name: "compaction, a map of \(mapBytes >> 20) MiB full \(rounds)x",
                unit: .memory, samples: [grown], yardstick: "map and buffers",
                yardstickSamples: [allowed],
                goal: .ratio(atLeast: 1)))
    }

    private static func log(
        _ folder: String, _ batches: [ByteSlice], mapBytes: Int?
    ) throws -> ScratchLog {
        let bytes = batches.reduce(0) { $0 + $1.count }
        let log = try ScratchLog(folder, segmentBytes: bytes / 4) { config, options in
            config.cleanupPolicy = .compact
            if let mapBytes { options.cleanerMapBytes = mapBytes }
        }
        for batch in batches { try log.append(batch) }
        return log
    }

    /// Records with one of so many keys, drawn at random; nil gives each its own.
    private static func batches(
        records count: Int, recordBytes: Int, keys: Int?
    ) throws -> [ByteSlice] {
        let perBatch = max(1, batchBytes / recordBytes)
        let text = SampleText.bytes(batchBytes)
        // Behind the time that retention and lags look at.
        let timestamp = Int64(time(nil)) * 1000 - 60_000
        let codecs = RecordCodecs()
        var state: UInt64 = 0x2545_F491_4F6C_DD1D
        return try (0..<count / perBatch).map { batch in
            let records = (0..<perBatch).map { index in
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                let number = keys.map { Int(state % UInt64($0)) } ?? batch * perBatch + index
                let room = recordBytes - 20
                return Record(
                    key: ByteSlice(utf8: "key-\(number)"),
                    value: text[index * room..<(index + 1) * room], timestamp: timestamp)
            }
            return try RecordBatchBuilder(records).build(using: codecs)
        }
    }
}
