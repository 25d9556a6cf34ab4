// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import ReferenceLog
package import Transport

/// A broker on the reference log engine, serving on a loop of its own; held from anywhere.
package final class RunningBroker: Sendable {
    package let nodeId: Int32
    /// Where it listens, the port that the system chose included.
    package let address: SocketAddress
    private let loop: EventLoop
    private let server: LoopBound<BrokerServer>

    private init(
        nodeId: Int32, address: SocketAddress, loop: EventLoop, server: LoopBound<BrokerServer>
    ) {
        self.nodeId = nodeId
        self.address = address
        self.loop = loop
        self.server = server
    }

    /// Opens the data directory, listens, and serves until `stop`.
    package static func start(
        _ settings: ServerSettings, wrapping: BrokerWrapping = .none
    ) async throws -> RunningBroker {
        let loop = try EventLoop(name: "broker")
        do {
            return try await withCheckedThrowingContinuation { continuation in
                loop.submit { loop in
                    continuation.resume(
                        with: Result {
                            let server = try BrokerServer.open(settings, wrapping, on: loop)
                            return RunningBroker(
                                nodeId: settings.config.nodeId, address: server.address,
                                loop: loop, server: LoopBound(server, on: loop))
                        })
                }
            }
        } catch {
            loop.stop()
            throw error
        }
    }

    /// Stops serving and closes the logs cleanly.
    package func stop() async throws {
        defer { loop.stop() }
        try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<Void, any Error>) in
            loop.submit { [server] _ in
                server.value.stop { continuation.resume(with: $0.mapError { $0 as any Error }) }
            }
        }
    }

    /// Returns when one of `signals` comes, or, where asked for, standard input ends.
    ///
    /// `watching` is called once they are watched for: who hears of the broker may end it at once.
    package func untilAskedToStop(
        signals: [Int32], orInputEnds: Bool, watching: @escaping @Sendable () throws -> Void
    ) async throws {
        try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<Void, any Error>) in
            let end = FirstResumption(continuation)
            loop.submit { loop in
                do {
                    for signal in signals { try loop.onSignal(signal) { end.resume() } }
                    if orInputEnds { try loop.whenInputEnds { _ in end.resume() } }
                    try watching()
                } catch {
                    end.resume(throwing: error)
                }
            }
        }
    }
}
