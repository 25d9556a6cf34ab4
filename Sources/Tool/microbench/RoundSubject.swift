// SPDX-License-Identifier: Apache-2.0

import Arguments
import Bytes
import Foundation

/// Producing to and fetching from `assay serve`: what the broker's process spends on a megabyte.
///
/// Beside what the kernel takes to write and read the same bytes, and beside Apache Kafka in the
/// same rounds where it is at hand.
enum RoundSubject {
    private static let batchBytes = [16 << 10, 64 << 10, 1000 << 10]

    static func measure(_ bench: Bench) async throws {
        let reference = try BrokerProcess.reference()
        defer { reference.stop() }
        let kafka = try BrokerProcess.kafka()
        defer { kafka?.stop() }
        if kafka == nil { bench.note("ASSAY_KAFKA is not set: no Kafka to compare with") }
        let peers = [reference] + (kafka.map { [$0] } ?? [])
        for size in bench.isQuick ? [64 << 10] : batchBytes {
            try await measure(
                bench, "produce, \(SizeText.of(size)) batches", peers, batchBytes: size,
                ceiling: { try $0.write($1) }, before: { try await $0.renew() },
                work: { try await $0.produce($1) })
        }
        try await measure(
            bench, "fetch, 1 MiB", peers, batchBytes: 64 << 10, ceiling: { try $0.read($1) },
            before: { _ in }, work: { try await $0.fetch($1) })
        try await FetchRounds.measure(bench, peers)
        try await PumpedRounds.measure(bench, peers)
        try await ProduceRounds.measure(bench, peers)
    }

    private static func measure(
        _ bench: Bench, _ name: String, _ peers: [BrokerProcess], batchBytes: Int,
        ceiling: (KernelFile, _ bytes: Int) throws -> Double,
        before: (RoundTraffic) async throws -> Void,
        work: (RoundTraffic, _ bytes: Int) async throws -> Int
    ) async throws {
        let volume = bench.isQuick ? 16 << 20 : 32 << 20
        let file = try KernelFile(blockBytes: batchBytes)
        var traffic: [RoundTraffic] = []
        for peer in peers {
            traffic.append(try await RoundTraffic(to: peer.address, batchBytes: batchBytes))
        }
        defer { for one in traffic { one.close() } }
        // A virtual machine of Java's compiles what it runs often; four warm rounds are enough.
        for one in traffic {
            _ = try await one.produce(2 * RoundTraffic.fetchBytes)
            for _ in 0..<4 {
                try await before(one)
                _ = try await work(one, volume)
            }
        }
        var samples = [[Double]](repeating: [], count: peers.count)
        var ceilings: [Double] = []
        for round in 0..<(bench.isQuick ? 3 : 9) {
            let order = Array(peers.indices)
            for index in round.isMultiple(of: 2) ? order : order.reversed() {
                try await before(traffic[index])
                let start = peers[index].processorNanos()
                let bytes = try await work(traffic[index], volume)
                let spent = peers[index].processorNanos() - start
                samples[index].append(spent / Double(bytes) * 1e6)
            }
            ceilings.append(try ceiling(file, volume) / Double(volume) * 1e6)
        }
        bench.addRound(name, samples[0], beside: "kernel, same bytes", ceilings)
        for (peer, theirs) in zip(peers, samples).dropFirst() {
            bench.addRound(name, samples[0], beside: peer.name, theirs)
        }
    }
}
