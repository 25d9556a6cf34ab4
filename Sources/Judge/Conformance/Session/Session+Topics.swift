// SPDX-License-Identifier: Apache-2.0

package import Client
package import Messages
import Results

extension Session {
    /// How long a new topic may take to be led everywhere.
    static let topicPatience = Duration.seconds(15)

    /// A request to create topics, each with `partitions` and the run's replication factor.
    package func createRequest(
        _ names: [String], partitions: Int32 = 1, configs: [String: String] = [:]
    ) throws -> CreateTopicsRequest {
        // Version 4 brought -1 for the broker's own defaults (KIP-464).
        let knowsDefaults = try version(of: CreateTopicsRequest.self) >= 4
        let factor = settings.replicationFactor
        return .with { request in
            request.timeoutMs = 10_000
            request.topics = names.map { name in
                .with { topic in
                    topic.name = name
                    topic.numPartitions = partitions
                    topic.replicationFactor = factor < 0 && !knowsDefaults ? 1 : factor
                    topic.configs = configs.sorted { $0.key < $1.key }.map { key, value in
                        .with {
                            $0.name = key
                            $0.value = value
                        }
                    }
                }
            }
        }
    }

    /// Arranges: a topic that takes and gives records.
    ///
    /// Where CreateTopics is not served, the first question about a topic makes it.
    package func createTopic(
        _ suffix: String? = nil, partitions: Int32 = 1, configs: [String: String] = [:]
    ) async throws -> Topic {
        let name = topicName(suffix)
        guard advertised(.createTopics) != nil else {
            guard configs.isEmpty, partitions == 1 else {
                throw Finding(.unsupported, "CreateTopics is not advertised")
            }
            return try await topic(named: name, partitions: 1, creating: true)
        }
        let request = try createRequest([name], partitions: partitions, configs: configs)
        let reply = try await call(request)
        let (_, result) = try reply.only(reply.message.topics, at: "topics", name)
        let error = ErrorCode(rawValue: result.errorCode)
        switch error {
        case .none: break
        case .topicAuthorizationFailed, .clusterAuthorizationFailed, .policyViolation:
            throw Finding(.skipped, "topics cannot be created here: \(error)")
        default:
            throw Finding(
                .inconclusive,
                "the topic it needs could not be made: \(error) "
                    + (result.errorMessage ?? ""))
        }
        return try await topic(named: name, partitions: partitions)
    }

    /// Waits until every partition of a topic has a leader that answers for it.
    package func topic(
        named name: String, partitions: Int32, creating: Bool = false
    ) async throws -> Topic {
        let clock = ContinuousClock()
        let deadline = clock.now + Self.topicPatience
        var last = ErrorCode.none
        while clock.now < deadline {
            let reply = try await metadata(of: [name], creating: creating)
            if let entry = reply.message.topics.first {
                last = ErrorCode(rawValue: entry.errorCode)
                let led = entry.partitions.filter { $0.errorCode == 0 && $0.leaderId >= 0 }
                if last == .none, led.count >= Int(partitions) {
                    note(
                        brokers: brokers(in: reply.message),
                        leaders: Dictionary(
                            led.map { ($0.partitionIndex, $0.leaderId) }, uniquingKeysWith: { $1 }),
                        of: name)
                    let topic = Topic(
                        name: name, id: entry.topicId, partitionCount: Int32(led.count))
                    if try await answers(for: topic, last: &last) { return topic }
                }
            }
            try await Task.sleep(for: .milliseconds(15))
        }
        throw Finding(
            .inconclusive, "a new topic had no leaders within \(Self.topicPatience), last \(last)")
    }

    /// Whether every leader already serves its partition; a topic that Metadata shows may not be
    /// there yet for the broker that leads it.
    private func answers(for topic: Topic, last: inout ErrorCode) async throws -> Bool {
        guard advertised(.listOffsets) != nil else { return true }
        for partition in 0..<topic.partitionCount {
            let request = ListOffsetsRequest.with { request in
                request.replicaId = -1
                request.topics = [
                    .with { entry in
                        entry.name = topic.name
                        entry.partitions = [
                            .with {
                                $0.partitionIndex = partition
                                $0.currentLeaderEpoch = -1
                                $0.timestamp = TimeTarget.latest
                            }
                        ]
                    }
                ]
            }
            let reply = try await call(request, leaderOf: topic, partition)
            last = ErrorCode(
                rawValue: reply.message.topics.first?.partitions.first?.errorCode ?? -1)
            if last.isRetriable { return false }
        }
        return true
    }

    /// Asks about topics by name; nil asks about all.
    package func metadata(
        of names: [String]?, creating: Bool = false, version: Int16? = nil, on link: Link? = nil
    ) async throws -> Reply<MetadataResponse> {
        let request = MetadataRequest.with { request in
            request.allowAutoTopicCreation = creating
            request.topics = names.map { names in names.map { name in .with { $0.name = name } } }
        }
        return try await call(request, version: version, on: link)
    }

    /// The addresses that a reply to Metadata names.
    package func brokers(in response: MetadataResponse) -> [Int32: Address] {
        Dictionary(
            response.brokers.map { broker in
                (
                    broker.nodeId,
                    Address(host: broker.host, port: UInt16(truncatingIfNeeded: broker.port))
                )
            }, uniquingKeysWith: { $1 })
    }

    /// Asks until `holds`, at most for a few seconds: what one broker did may take a moment to
    /// reach the others, or the thread that serves Metadata.
    package func eventually<Value: Sendable>(
        _ what: String, within limit: Duration = .seconds(5),
        _ ask: () async throws -> Value?
    ) async throws -> Value {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while true {
            if let value = try await ask() { return value }
            guard clock.now < deadline else {
                throw Finding(what: what, expected: "within \(limit)", actual: "not so")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
