// SPDX-License-Identifier: Apache-2.0

import CUV
import Glibc

extension EventLoop {
    /// What a connection attempt ends with, on the loop.
    package typealias ConnectCompletion = (Result<StreamConnection, TransportError>) -> Void

    /// Connects to the first address of `host` that answers, all within `limit`; only on the loop.
    ///
    /// The stream reads nothing before its `start`.
    package func connect(
        host: String, port: UInt16, within limit: Duration, configuration: StreamConfiguration,
        completion: @escaping ConnectCompletion
    ) {
        let deadline = Deadline(after: limit)
        var timer: LoopTimer?
        var waiting: ConnectCompletion? = completion
        // The look-up itself cannot be interrupted; whoever waits for it is answered in time.
        timer = schedule(after: limit) {
            waiting.take()?(.failure(.unresolvable(host: host, reason: "no answer in time")))
        }
        resolve(host: host, port: port) { [self] result in
            guard let completion = waiting.take() else { return }
            timer?.cancel()
            timer = nil
            switch result {
            case .failure(let error): completion(.failure(error))
            case .success(let addresses):
                connect(
                    addresses[...], until: deadline, configuration: configuration,
                    completion: completion)
            }
        }
    }

    /// Connects to `address` within `limit`; only on the loop.
    package func connect(
        to address: SocketAddress, within limit: Duration, configuration: StreamConfiguration,
        completion: @escaping ConnectCompletion
    ) {
        let connector = Connector(
            address: address, configuration: configuration, completion: completion)
        connector.start(on: self, within: limit)
    }

    private func connect(
        _ addresses: ArraySlice<SocketAddress>, until deadline: Deadline,
        configuration: StreamConfiguration, completion: @escaping ConnectCompletion
    ) {
        guard let address = addresses.first else { return completion(.failure(.timedOut)) }
        // An address that swallows everything must leave time for those behind it.
        let share = deadline.remaining / addresses.count
        connect(to: address, within: share, configuration: configuration) { [self] result in
            let rest = addresses.dropFirst()
            if case .failure = result, !rest.isEmpty {
                connect(
                    rest, until: deadline, configuration: configuration, completion: completion)
            } else {
                completion(result)
            }
        }
    }
}
