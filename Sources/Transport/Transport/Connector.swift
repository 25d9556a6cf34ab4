// SPDX-License-Identifier: Apache-2.0

import CUV
import Glibc

/// One attempt to connect to one address; keeps itself alive until it is decided.
final class Connector {
    private let address: SocketAddress
    private let configuration: StreamConfiguration
    private var completion: EventLoop.ConnectCompletion?
    private var watcher: PollWatcher?
    private var timer: LoopTimer?

    init(
        address: SocketAddress, configuration: StreamConfiguration,
        completion: @escaping EventLoop.ConnectCompletion
    ) {
        self.address = address
        self.configuration = configuration
        self.completion = completion
    }

    func start(on loop: EventLoop, within limit: Duration) {
        do throws(TransportError) {
            let watcher = try PollWatcher(Socket.make(family: address.family), on: loop)
            self.watcher = watcher
            loop.core.register(self) { [self] in finish(.failure(.loopStopped)) }
            let descriptor = watcher.descriptor
            let code = address.withSocketAddress { connect(descriptor, $0, $1) }
            if code != 0 && errno != EINPROGRESS {
                let failure = TransportError.connect(address: "\(address)", errno: errno)
                return loop.afterTurn { [self] in finish(.failure(failure)) }
            }
            watcher.onEvent = { [self] _ in decide() }
            watcher.watch(.writable)
            timer = loop.schedule(after: limit) { [self] in
                finish(.failure(.connect(address: "\(address)", errno: ETIMEDOUT)))
            }
        } catch {
            loop.afterTurn { [self] in finish(.failure(error)) }
        }
    }

    private func decide() {
        guard let watcher else { return }
        if let code = Socket.pendingError(watcher.descriptor) {
            return finish(.failure(.connect(address: "\(address)", errno: code)))
        }
        watcher.watch([])
        self.watcher = nil
        let stream = StreamConnection(
            watcher: watcher, peer: address, configuration: configuration)
        watcher.loop.core.unregister(self)
        finish(.success(stream))
    }

    private func finish(_ result: Result<StreamConnection, TransportError>) {
        timer?.cancel()
        timer = nil
        if let watcher {
            watcher.loop.core.unregister(self)
            watcher.close()
            self.watcher = nil
        }
        completion.take()?(result)
    }
}
