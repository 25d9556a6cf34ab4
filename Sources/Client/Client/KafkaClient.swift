// SPDX-License-Identifier: Apache-2.0

import Bytes
package import Messages
import Transport

/// A client of a whole cluster: finds brokers, negotiates versions, follows leaders.
///
/// One negotiated connection a broker, made when first needed and again when it broke. Metadata is
/// cached until something asks for it anew; a request that meets a moved leader does.
package actor KafkaClient {
    package let bootstrap: [Address]
    package let options: ClientOptions
    private var connections: [Int32: Connection] = [:]
    private var bootstrapConnection: Connection?
    private(set) var cached: ClusterMetadata?

    package init(bootstrap: [Address], options: ClientOptions = ClientOptions()) {
        self.bootstrap = bootstrap
        self.options = options
    }

    /// Closes every connection.
    package func close() {
        for connection in connections.values { connection.close() }
        bootstrapConnection?.close()
        connections = [:]
        bootstrapConnection = nil
    }

    /// A negotiated connection to any of the bootstrap addresses, the first that answers.
    ///
    /// When none does, the error of the first one is thrown: it is the one the user named.
    package func bootstrapBroker() async throws -> Connection {
        if let connection = bootstrapConnection, await connection.isOpen { return connection }
        var firstError: (any Error)?
        for address in bootstrap {
            do {
                let connection = try await open(address)
                // Another task may have been faster while this one waited, and be using its own.
                if let other = bootstrapConnection, await other.isOpen {
                    connection.close()
                    return other
                }
                bootstrapConnection = connection
                return connection
            } catch let error as CancellationError {
                throw error
            } catch {
                firstError = firstError ?? error
            }
        }
        throw firstError
            ?? ClientError.invalidAddress("", reason: "no bootstrap address; write host:port")
    }

    /// The versions of an API that the bootstrap broker announced.
    package func versionRange(_ key: ApiKey) async throws -> ClosedRange<Int16>? {
        try await bootstrapBroker().versionRange(key)
    }

    /// A negotiated connection to one broker, at the address the cluster advertises for it.
    package func connection(toBroker nodeId: Int32) async throws -> Connection {
        if let connection = connections[nodeId] {
            if await connection.isOpen { return connection }
        }
        guard let address = try await metadata().brokers[nodeId] else {
            throw ClientError.unknownBroker(nodeId: nodeId)
        }
        do {
            let connection = try await open(address)
            // Another task may have been faster while this one waited.
            if let other = connections[nodeId], other !== connection {
                if await other.isOpen {
                    connection.close()
                    return other
                }
            }
            connections[nodeId] = connection
            return connection
        } catch let error as ClientError {
            throw ClientError.advertisedUnreachable(
                nodeId: nodeId, address, reason: error.shortReason)
        }
    }

    /// A connection to the controller, or to any broker where the cluster does not tell; the
    /// brokers of a KRaft cluster forward what only the controller can do.
    package func controller() async throws -> Connection {
        let known = try await metadata()
        guard known.brokers[known.controllerId] != nil else { return try await bootstrapBroker() }
        return try await connection(toBroker: known.controllerId)
    }

    /// Connects to every broker the cluster names; throws the first that cannot be reached.
    package func reachAllBrokers() async throws {
        for nodeId in try await metadata(refreshing: true).brokers.keys.sorted() {
            _ = try await connection(toBroker: nodeId)
        }
    }

    private func open(_ address: Address) async throws -> Connection {
        try await Connection.open(
            to: address, timeout: options.connectTimeout, options: options.connection)
    }
}

extension KafkaClient {
    /// What is known of the cluster, asked for once, or anew when `refreshing`.
    package func metadata(refreshing: Bool = false) async throws -> ClusterMetadata {
        if let cached, !refreshing { return cached }
        return try await metadata(of: [], createTopics: false)
    }

    /// What the cluster says now, about these topics alone (none of them: brokers only where the
    /// version can say so).
    package func metadata(
        of topics: [String], createTopics: Bool
    ) async throws -> ClusterMetadata {
        let connection = try await bootstrapBroker()
        // Version 13 needs nothing more of this client; 0 has no controller and no empty list.
        let version = try connection.commonVersion(MetadataRequest.self)
        var request = MetadataRequest()
        request.topics = topics.map { name in
            var topic = MetadataRequest.MetadataRequestTopic()
            topic.name = name
            return topic
        }
        request.allowAutoTopicCreation = createTopics
        let reply = try await connection.roundTrip(
            request, version: version, timeout: options.requestTimeout)
        var fresh = ClusterMetadata(reply.message)
        let answer = fresh
        fresh.topics.merge(cached?.topics ?? [:]) { new, _ in new }
        cached = fresh
        return answer
    }

    /// The connection to the leader of a partition, waiting for the topic and its leader to appear.
    package func leader(
        of topic: String, _ partition: Int32, refreshing: Bool = false
    ) async throws -> Connection {
        let deadline = Deadline(after: options.readyTimeout)
        var known = refreshing ? nil : cached?.topics[topic]
        while true {
            let found = known?.partitions[partition]
            if let found, found.leaderId >= 0, known?.error == ErrorCode.none {
                return try await connection(toBroker: found.leaderId)
            }
            if deadline.hasPassed {
                let code =
                    found?.error ?? known?.error ?? ErrorCode.unknownTopicOrPartition
                throw ClientError.notReady(
                    what: "a leader of \(topic)-\(partition)", lastError: code.rawValue,
                    after: options.readyTimeout)
            }
            if known != nil { try await Task.sleep(for: options.retryPause) }
            known =
                try await metadata(of: [topic], createTopics: false).topics[topic]
                ?? ClusterMetadata.Topic(
                    error: .unknownTopicOrPartition, id: .zero, isInternal: false,
                    partitions: [:])
        }
    }

    /// Runs `body` with the leader's connection and again, on the leader as it is then, while the
    /// error code it returns says that the leader moved or the topic is not there yet.
    ///
    /// Gives up after `readyTimeout` and returns what the last attempt returned.
    package func onLeader<Value: Sendable>(
        of topic: String, _ partition: Int32,
        _ body: @Sendable (Connection) async throws -> (ErrorCode, Value)
    ) async throws -> Value {
        let deadline = Deadline(after: options.readyTimeout)
        var refreshing = false
        while true {
            let connection = try await leader(of: topic, partition, refreshing: refreshing)
            let (code, value) = try await body(connection)
            if !Self.leaderMayFollow.contains(code) || deadline.hasPassed { return value }
            refreshing = true
            try await Task.sleep(for: options.retryPause)
        }
    }

    /// After these a client asks for metadata and tries again.
    private static let leaderMayFollow: Set<ErrorCode> = [
        .notLeaderOrFollower, .leaderNotAvailable, .unknownTopicOrPartition, .unknownTopicId,
        .fencedLeaderEpoch, .unknownLeaderEpoch,
    ]
}

extension ClientError {
    /// The reason alone, for a sentence that names the address itself.
    var shortReason: String {
        switch self {
        case .connectFailed(_, let reason), .unresolvable(_, let reason): reason
        case .notKafka(_, let evidence): evidence
        default: "\(self)"
        }
    }
}
