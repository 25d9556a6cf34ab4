// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
package import LogContract
package import Transport

// The broker on real sockets: one loop owns the broker, its logs and every connection. Frames go
// to a `RequestHandler`; the effects it returns are executed here and nowhere else.

/// A listening broker; made, used and stopped on its loop.
package final class BrokerServer {
    private let loop: EventLoop
    private let handler: any RequestHandler
    private let engine: any LogEngine
    /// The properties in force.
    var config: BrokerConfig
    private let tap: @Sendable () -> (any StreamTap)?
    private let listener: Listener
    private var connections: [ConnectionId: ClientConnection] = [:]
    private var connectionsMade: UInt64 = 0
    private var timer: LoopTimer?
    private var timerDeadline = Int64.max
    private var isStopped = false
    private var isFlushing = false
    /// Waits for the flush under way, to close the logs behind it.
    private var onFlushed: (() -> Void)?

    /// Serves `handler` on `listener`, whose sockets must come to `accept`.
    ///
    /// `engine` is closed by `stop`.
    init(
        handler: any RequestHandler, engine: any LogEngine, config: BrokerConfig,
        tap: @escaping @Sendable () -> (any StreamTap)?,
        listener: Listener, on loop: EventLoop
    ) {
        self.handler = handler
        self.engine = engine
        self.config = config
        self.tap = tap
        self.listener = listener
        self.loop = loop
        armTimer()
        startFlush()
        sweepIdle()
    }

    /// Where clients connect.
    package var address: SocketAddress { listener.address }

    /// Stops listening, drops the connections and closes the logs cleanly; `completion` runs on the
    /// loop, after a flush that is still under way.
    package func stop(completion: @escaping (Result<Void, StorageError>) -> Void) {
        guard !isStopped else { return completion(.success(())) }
        isStopped = true
        listener.close()
        timer?.cancel()
        for connection in connections.values { connection.close() }
        let end = { [engine] in
            completion(Result { () throws(StorageError) in try engine.close() })
        }
        if isFlushing { onFlushed = end } else { end() }
    }

    /// Monotonic milliseconds.
    var now: Int64 { Int64(EventLoop.nowNanos / 1_000_000) }

    func accept(_ socket: AcceptedSocket) {
        guard connections.count < config.connectionsMax else { return socket.discard() }
        var configuration = StreamConfiguration(
            framing: .lengthPrefixed(bytesMax: handler.requestBytesMax))
        configuration.outputHighWater = Self.outputBytesMax
        guard
            let stream = try? StreamConnection(socket, on: loop, configuration: configuration)
        else { return socket.discard() }
        stream.tap = tap()
        connectionsMade += 1
        let id = ConnectionId(rawValue: connectionsMade)
        let connection = ClientConnection(id, stream, server: self, now: now)
        connections[id] = connection
        connection.start()
    }

    /// What follows from the first of `frames`, and from those behind it that can be handled with it;
    /// how many that were.
    func effects(
        of frames: ArraySlice<ByteSlice>, from connection: ClientConnection
    ) -> (effects: [Effect], count: Int) {
        guard !isStopped else { return ([], frames.count) }
        return handler.handle(frames, from: connection.id, now: now)
    }

    func forget(_ connection: ClientConnection) {
        connections[connection.id] = nil
        handler.connectionClosed(connection.id)
    }

    /// A client that does not read its answers is not read from beyond this many bytes of them.
    private static let outputBytesMax = 4 << 20

    func execute(_ effects: [Effect]) {
        if isStopped { return }
        for effect in effects {
            switch effect {
            case .reply(let id, let reply): connections[id]?.answer(reply, now: now)
            case .silence(let id): connections[id]?.answer(nil, now: now)
            case .park(let id): connections[id]?.park()
            case .close(let id, _): connections[id]?.closeAfterFlush()
            }
        }
        armTimer()
        startFlush()
    }

    /// Runs what waits for a disk beside the loop, one flush at a time.
    private func startFlush() {
        guard !isFlushing, let job = handler.takeFlush() else { return }
        isFlushing = true
        loop.work {
            job.run()
        } completion: { [self] error in
            isFlushing = false
            let effects = handler.finishFlush(job, error: error, now: now)
            if let onFlushed { onFlushed() } else { execute(effects) }
        }
    }

    private func armTimer() {
        let deadline = handler.nextDeadline
        if timer?.isPending == true {
            // One that fires early does no harm: the handler finds nothing due.
            if timerDeadline <= deadline { return }
            timer?.cancel()
        }
        guard deadline < .max else { return }
        timerDeadline = deadline
        let delay = deadline <= now ? 0 : deadline - now
        timer = loop.schedule(after: .milliseconds(delay)) { [weak self] in self?.tick() }
    }

    private func tick() {
        guard !isStopped else { return }
        timer = nil
        execute(handler.tick(now: now))
    }

    /// Closes connections on which nothing has moved for too long, and comes back.
    private func sweepIdle() {
        guard let idleMax = config.idleMillisMax else { return }
        let pause = min(max(idleMax / 4, 50), 60_000)
        loop.schedule(after: .milliseconds(pause)) { [weak self] in
            guard let self, !isStopped else { return }
            for connection in connections.values where connection.idleMillis(now: now) > idleMax {
                connection.close()
            }
            sweepIdle()
        }
    }
}
