// SPDX-License-Identifier: Apache-2.0

import Arguments
import Bytes
import CBaseline
import Client
import Foundation
import Messages

/// Batches of 64 KiB from a client in C that keeps eight in flight: what a broker spends on them
/// beside what a thread spends that does nothing but receive and `pwrite`.
enum PumpedRounds {
    private static let turns = 4
    private static let batchBytes = 64 << 10
    private static let inFlight = 8

    static func measure(_ bench: Bench, _ peers: [BrokerProcess]) async throws {
        let path = NSTemporaryDirectory() + "/assay-bench-\(UUID().uuidString)"
        let file = Foundation.open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
        unlink(path)
        defer { close(file) }
        guard file >= 0, let server = assay_baseline_keep(file) else {
            throw CommandError("no receiving server can be started", status: 4)
        }
        defer { assay_baseline_server_stop(server) }
        var traffic: [RoundTraffic] = []
        for peer in peers {
            traffic.append(try await RoundTraffic(to: peer.address, batchBytes: batchBytes))
        }
        defer { for one in traffic { one.close() } }
        let volume = UInt64(bench.isQuick ? 32 << 20 : 128 << 20)
        var samples = [[Double]](repeating: [], count: peers.count + 1)
        // The first round warms up.
        for round in 0..<6 {
            var sums = [Double](repeating: 0, count: samples.count)
            for turn in 0..<turns {
                let order = Array(sums.indices)
                for index in turn.isMultiple(of: 2) ? order : order.reversed() {
                    sums[index] +=
                        index == 0
                        ? try bare(server, file, traffic[0], volume)
                        : try await broker(peers[index - 1], traffic[index - 1], volume)
                }
            }
            guard round > 0 else { continue }
            for index in sums.indices { samples[index].append(sums[index] / Double(turns)) }
        }
        let name = "produce, 64 KiB batches, pumped in C"
        bench.addRound(name, samples[1], beside: "receive and pwrite", samples[0])
        for (peer, theirs) in zip(peers, samples.dropFirst()).dropFirst() {
            bench.addRound(name, samples[1], beside: peer.name, theirs)
        }
    }

    private static func bare(
        _ server: OpaquePointer, _ file: Int32, _ traffic: RoundTraffic, _ volume: UInt64
    ) throws -> Double {
        // Its pages are used again, as those of a topic made anew are.
        ftruncate(file, 0)
        let start = Double(assay_baseline_server_nanos(server))
        let bytes = try pump(assay_baseline_server_port(server), request(traffic), volume)
        return (Double(assay_baseline_server_nanos(server)) - start) / Double(bytes) * 1e6
    }

    private static func broker(
        _ peer: BrokerProcess, _ traffic: RoundTraffic, _ volume: UInt64
    ) async throws -> Double {
        try await traffic.renew()
        let request = request(traffic)
        let start = peer.processorNanos()
        let bytes = try pump(peer.address.port, request, volume)
        let spent = peer.processorNanos() - start
        let expected = Int64(bytes / UInt64(request.count)) * Int64(traffic.recordsPerBatch)
        let end = try await traffic.endOffset()
        guard end == expected else {
            throw CommandError(
                "\(peer.name) took \(end) records of \(expected)", status: 5)
        }
        return spent / Double(bytes) * 1e6
    }

    private static func request(_ traffic: RoundTraffic) -> ByteSlice {
        Frame.encodeRequest(
            traffic.produceRequest(), version: 9, correlationId: 1, clientId: "pump")
    }

    private static func pump(
        _ port: UInt16, _ request: ByteSlice, _ volume: UInt64
    ) throws -> UInt64 {
        let bytes = assay_baseline_pump(port, request.base, request.count, volume, inFlight)
        guard bytes > 0 else { throw CommandError("a produce of 64 KiB failed", status: 5) }
        return bytes
    }
}
