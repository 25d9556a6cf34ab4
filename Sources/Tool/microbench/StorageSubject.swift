// SPDX-License-Identifier: Apache-2.0

import Arguments
import Foundation
import LogContract

/// Our storage layer and Apache Kafka's own on the same files: reading a segment that Kafka wrote,
/// and recovering it after its broker was killed.
enum StorageSubject {
    private static let segment = "00000000000000000000.log"

    static func measure(_ bench: Bench) async throws {
        guard let script = KafkaNode.script else {
            bench.note("ASSAY_KAFKA is not set: no storage layer to compare with")
            return
        }
        let folder = NSTemporaryDirectory() + "/assay-storage-" + UUID().uuidString
        mkdir(folder, 0o755)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let node = try KafkaNode(script, folder: folder + "/kafka")
        defer { node.stop() }
        // Less than a segment, so that all of it is to be recovered.
        let volume = bench.isQuick ? 128 << 20 : 960 << 20
        let traffic = try await RoundTraffic(to: node.address, batchBytes: 64 << 10)
        _ = try await traffic.produce(volume)
        traffic.close()
        try node.kill()

        let own = folder + "/ours"
        mkdir(own, 0o755)
        let written = "\(node.dataFolder)/\(traffic.topic)-0"
        try FileManager.default.copyItem(
            atPath: written, toPath: "\(own)/\(ScratchLog.partition)")
        try recover(bench, node, own, volume)
        try read(bench, script, written, volume)
    }

    /// From killed to loaded: Kafka by its own account, over what it left; ours over a copy.
    private static func recover(
        _ bench: Bench, _ node: KafkaNode, _ folder: String, _ volume: Int
    ) throws {
        var ours: [Double] = []
        var theirs: [Double] = []
        for _ in 0..<(bench.isQuick ? 3 : 5) {
            let start = Stopwatch.wall()
            let log = try ScratchLog(folder)
            ours.append(Stopwatch.wall() - start)
            guard log.logEndOffset > 0 else {
                throw CommandError("\(folder) was recovered to nothing", status: 5)
            }
            try node.start()
            theirs.append(try node.loadingNanos())
            try node.kill()
        }
        add(bench, "recovery of a killed Kafka's log", volume, ours, "Kafka's start", theirs)
    }

    /// The tools of both over the file as Kafka wrote it; Kafka's with all its compilers.
    private static func read(
        _ bench: Bench, _ script: String, _ partition: String, _ volume: Int
    ) throws {
        let assay = try BrokerProcess.assay()
        let path = "\(partition)/\(segment)"
        let pairs: [(name: String, ours: [String], tool: String, theirs: [String])] = [
            ("log dump", ["dump", "--only", "log", path], "dump-log", []),
            (
                "log verify", ["verify", "--quiet", partition], "dump-log, deep",
                ["--deep-iteration", "--skip-record-metadata"]
            ),
        ]
        for pair in pairs {
            var ours: [ChildRun] = []
            var theirs: [ChildRun] = []
            for _ in 0..<(bench.isQuick ? 3 : 5) {
                ours.append(try ChildRun([assay, "log"] + pair.ours))
                theirs.append(
                    try ChildRun(
                        ["python3", script, "tool", "--release", "4.4.0", "dump-log", "--files"]
                            + [path] + pair.theirs,
                        environment: ["ASSAY_KAFKA_JAVA_OPTS": "-XX:TieredStopAtLevel=4"]))
            }
            add(
                bench, pair.name + ", start to end", volume, ours.map(\.wallNanos), pair.tool,
                theirs.map(\.wallNanos))
            add(
                bench, pair.name + ", processor time", volume, ours.map(\.processorNanos),
                pair.tool, theirs.map(\.processorNanos))
        }
    }

    private static func add(
        _ bench: Bench, _ name: String, _ volume: Int, _ ours: [Double], _ yardstick: String,
        _ theirs: [Double]
    ) {
        bench.add(
            BenchRow(
                subject: .storage, name: name, unit: .throughput(bytes: volume), samples: ours,
                yardstick: yardstick, yardstickSamples: theirs,
                goal: nil))
    }
}
