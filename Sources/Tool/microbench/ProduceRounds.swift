// SPDX-License-Identifier: Apache-2.0

import Arguments
import Foundation

/// Records of 1 KiB in batches of 64 KiB, acks 1, from librdkafka's own load generator: what a
/// broker spends on a megabyte.
enum ProduceRounds {
    private static let recordBytes = 1024

    /// Needs `rdkafka_performance`, in the folder of clients that `ASSAY_CLIENTS` names or in PATH.
    static func measure(_ bench: Bench, _ peers: [BrokerProcess]) async throws {
        guard let generator = path() else {
            bench.note("rdkafka_performance is not there: no rounds with it")
            return
        }
        let count = bench.isQuick ? 100_000 : 250_000
        var traffic: [RoundTraffic] = []
        for peer in peers {
            traffic.append(try await RoundTraffic(to: peer.address, batchBytes: recordBytes))
        }
        defer { for one in traffic { one.close() } }
        for index in Array(peers.indices) + peers.indices {
            _ = try await nanosPerMegabyte(generator, peers[index], traffic[index], count)
        }
        var samples = [[Double]](repeating: [], count: peers.count)
        for _ in 0..<5 {
            // There and back, so that what else the machine does falls on all.
            var sums = [Double](repeating: 0, count: peers.count)
            for index in Array(peers.indices) + peers.indices.reversed() {
                sums[index] += try await nanosPerMegabyte(
                    generator, peers[index], traffic[index], count)
            }
            for index in sums.indices { samples[index].append(sums[index] / 2) }
        }
        for (peer, theirs) in zip(peers, samples).dropFirst() {
            bench.addRound(
                "produce, rdkafka_performance, acks 1", samples[0], beside: peer.name, theirs,
                goal: .ratio(atLeast: 6))
        }
        if peers.count == 1 {
            let spent = PairedRatio.median(samples[0])
            bench.note("produce with rdkafka_performance: \(Int(1e9 / spent)) MB a CPU-second")
        }
    }

    private static func path() -> String? {
        let environment = ProcessInfo.processInfo.environment
        let clients = environment["ASSAY_CLIENTS"].map { ["\($0)/rdkafka"] } ?? []
        let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (clients + folders).map { "\($0)/rdkafka_performance" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func nanosPerMegabyte(
        _ generator: String, _ peer: BrokerProcess, _ traffic: RoundTraffic, _ count: Int
    ) async throws -> Double {
        try await traffic.renew()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: generator)
        process.arguments = [
            "-P", "-t", traffic.topic, "-b", "\(peer.address)", "-s", "\(recordBytes)", "-c",
            "\(count)", "-a", "1", "-q", "-X", "batch.size=65536", "-X", "linger.ms=5",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let start = peer.processorNanos()
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CommandError("rdkafka_performance failed against \(peer.name)", status: 5)
        }
        return (peer.processorNanos() - start) / Double(count * recordBytes) * 1e6
    }
}
