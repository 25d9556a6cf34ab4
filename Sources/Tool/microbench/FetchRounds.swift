// SPDX-License-Identifier: Apache-2.0

import Arguments
import Bytes
import CBaseline
import Client
import Foundation
import Messages

/// Fetches of 1 MiB, drained by a client in C: what a broker spends on them beside what a thread
/// spends that does nothing but `sendfile`.
enum FetchRounds {
    private static let turns = 8

    static func measure(_ bench: Bench, _ peers: [BrokerProcess]) async throws {
        var requests: [ByteSlice] = []
        for peer in peers {
            let traffic = try await RoundTraffic(to: peer.address, batchBytes: 64 << 10)
            _ = try await traffic.produce(2 * RoundTraffic.fetchBytes)
            requests.append(
                Frame.encodeRequest(
                    traffic.fetchRequest(), version: 12, correlationId: 1, clientId: "drain"))
            traffic.close()
        }
        try measure(bench, peers, requests)
    }

    private static func measure(
        _ bench: Bench, _ peers: [BrokerProcess], _ requests: [ByteSlice]
    ) throws {
        let path = NSTemporaryDirectory() + "/assay-bench-\(UUID().uuidString)"
        let file = Foundation.open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
        unlink(path)
        defer { close(file) }
        let bytes = SampleText.bytes(RoundTraffic.fetchBytes)
        guard file >= 0, pwrite(file, bytes.base, bytes.count, 0) == bytes.count,
            let server = assay_baseline_serve(file, bytes.count)
        else { throw CommandError("no sendfile server can be started", status: 4) }
        defer { assay_baseline_server_stop(server) }
        let volume = UInt64(bench.isQuick ? 64 << 20 : 512 << 20)
        let bare = {
            try nanosPerMegabyte(
                port: assay_baseline_server_port(server), requests[0], volume,
                spent: { Double(assay_baseline_server_nanos(server)) })
        }
        let brokers = zip(peers, requests).map { peer, request in
            {
                try nanosPerMegabyte(
                    port: peer.address.port, request, volume, spent: { peer.processorNanos() })
            }
        }
        let contestants = [bare] + brokers
        for contestant in contestants { _ = try contestant() }
        var samples = [[Double]](repeating: [], count: contestants.count)
        for _ in 0..<5 {
            // A round is many short turns, so that whatever else the machine does in it falls on all.
            var sums = [Double](repeating: 0, count: contestants.count)
            for turn in 0..<turns {
                let order = Array(contestants.indices)
                for index in turn.isMultiple(of: 2) ? order : order.reversed() {
                    sums[index] += try contestants[index]()
                }
            }
            for index in sums.indices { samples[index].append(sums[index] / Double(turns)) }
        }
        let name = "fetch, 1 MiB, drained in C"
        bench.addRound(
            name, samples[1], beside: "bare sendfile", samples[0], goal: .ratio(atLeast: 0.8))
        for (peer, theirs) in zip(peers, samples.dropFirst()).dropFirst() {
            bench.addRound(
                name, samples[1], beside: peer.name, theirs, goal: .ratio(atLeast: 1.6))
        }
    }

    private static func nanosPerMegabyte(
        port: UInt16, _ request: ByteSlice, _ volume: UInt64, spent: () -> Double
    ) throws -> Double {
        let start = spent()
        let bytes = assay_baseline_drain(port, request.base, request.count, volume, 1 << 18)
        guard bytes > 0 else { throw CommandError("a fetch of 1 MiB failed", status: 5) }
        return (spent() - start) / Double(bytes) * 1e6
    }
}
