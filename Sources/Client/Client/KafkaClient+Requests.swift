// SPDX-License-Identifier: Apache-2.0

package import Messages

extension KafkaClient {
    /// Which broker a request goes to.
    package enum Target: Hashable, Sendable {
        case anyBroker
        case controller
        case broker(Int32)
        case leader(topic: String, partition: Int32)
    }

    /// The negotiated connection to a target.
    package func connection(to target: Target) async throws -> Connection {
        switch target {
        case .anyBroker: try await bootstrapBroker()
        case .controller: try await controller()
        case .broker(let nodeId): try await connection(toBroker: nodeId)
        case .leader(let topic, let partition): try await leader(of: topic, partition)
        }
    }

    /// Sends a request in `version`, or the highest both sides speak, and waits for its response.
    ///
    /// Error codes inside the response are the caller's to judge; `onLeader` retries.
    package func request<Request: RequestMessage>(
        _ request: Request, to target: Target = .anyBroker, version: Int16? = nil
    ) async throws -> Reply<Request.Response> {
        let connection = try await connection(to: target)
        return try await connection.roundTrip(
            request, version: version ?? connection.commonVersion(Request.self),
            timeout: options.requestTimeout)
    }
}
