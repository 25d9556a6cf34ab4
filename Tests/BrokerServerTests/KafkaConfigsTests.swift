// SPDX-License-Identifier: Apache-2.0

import Broker
import BrokerServer
import Client
import Messages
import TestSupport
import Testing

/// The served broker and a live Kafka, told and asked the same about configs.
@Suite(.needs(Needs.kafka), .timeLimit(.minutes(3)))
struct KafkaConfigsTests {
    private typealias Described = DescribeConfigsResponse.DescribeConfigsResourceResult

    /// Ours is smaller, so that no batch takes gigabytes.
    private static let ownDefaults: Set = ["max.decompressed.message.bytes"]

    private static let set: Int8 = 0
    private static let delete: Int8 = 1
    private static let append: Int8 = 2
    private static let subtract: Int8 = 3

    @Test
    func `topics and their configs are described and changed as by Kafka 4 4`() async throws {
        let kafka = try await Kafka(
            release: "4.4.0", arguments: ["--feature", "eligible.leader.replicas.version=0"])
        let theirs = try await Connection.connect(to: Address(kafka.bootstrap))
        try await ServedBroker.run { broker in
            let ours = try await broker.connect()
            try await compare(ours, theirs)
        }
        theirs.close()
        try await kafka.stop()
    }

    private func compare(_ ours: Connection, _ theirs: Connection) async throws {
        for connection in [ours, theirs] {
            #expect(try await Self.create(on: connection) == 0)
        }
        try await Self.expectEqual(ours, theirs, "as made")
        for (changes, type, name) in Self.changes {
            let own = try await Self.alter(changes, type, name, on: ours)
            let other = try await Self.alter(changes, type, name, on: theirs)
            #expect(own == other, "\(changes) of \(type) '\(name)'")
            if own == 0 { try await Self.expectEqual(ours, theirs, "after \(changes)") }
        }
    }

    private typealias Change = (name: String, operation: Int8, value: String?)

    private static let changes: [([Change], type: Int8, name: String)] = [
        ([("retention.ms", set, " 2000 ")], 2, "t"), ([("retention.ms", set, "x")], 2, "t"),
        ([("retention.ms", set, "-2")], 2, "t"), ([("retention.ms", set, nil)], 2, "t"),
        ([("retention.ms", append, "1")], 2, "t"), ([("foo", set, "1")], 2, "t"),
        ([("foo", delete, nil)], 2, "t"), ([("retention.ms", delete, nil)], 2, "t"),
        ([("retention.ms", 9, "1")], 2, "t"), ([("retention.ms", set, "1")], 2, "none"),
        ([("retention.ms", set, "x")], 2, "none"), ([("retention.ms", set, "1")], 2, "a b"),
        ([("retention.ms", set, "1")], 2, ""), ([("x", set, "1")], 3, "t"),
        ([("cleanup.policy", append, "delete")], 2, "t"),
        ([("cleanup.policy", subtract, "compact,other")], 2, "t"),
        ([("cleanup.policy", set, "compact, delete")], 2, "t"),
        ([("cleanup.policy", set, "delete,")], 2, "t"),
        ([("cleanup.policy", set, "foo")], 2, "t"), ([("cleanup.policy", set, "")], 2, "t"),
        ([("cleanup.policy", delete, nil)], 2, "t"), ([("preallocate", set, "TRUE")], 2, "t"),
        ([("preallocate", set, "1")], 2, "t"), ([("segment.bytes", set, "1000")], 2, "t"),
        ([("internal.segment.bytes", set, "1000")], 2, "t"),
        ([("min.compaction.lag.ms", set, "9"), ("max.compaction.lag.ms", set, "8")], 2, "t"),
        ([("compression.gzip.level", set, "0")], 2, "t"),
        ([("compression.zstd.level", set, "23")], 2, "t"),
        ([("min.cleanable.dirty.ratio", set, "1")], 2, "t"),
        ([("min.cleanable.dirty.ratio", set, "1.1")], 2, "t"),
        ([("remote.storage.enable", set, "true")], 2, "t"),
        ([("leader.replication.throttled.replicas", set, "0:1,1:1")], 2, "t"),
        ([("leader.replication.throttled.replicas", subtract, "0:1")], 2, "t"),
        ([("leader.replication.throttled.replicas", set, "0")], 2, "t"),
        ([("log.retention.ms", set, "3000")], 4, ""), ([("log.retention.ms", set, "4000")], 4, "1"),
        ([("log.cleanup.policy", append, "compact")], 4, "1"),
        ([("log.retention.ms", delete, nil)], 4, "1"), ([("num.partitions", set, "3")], 4, "1"),
        ([("log.segment.bytes", set, "5")], 4, "1"), ([("log.roll.ms", set, "5000")], 4, "7"),
        ([("log.roll.ms", set, "5000")], 4, "x"), ([("log.roll.ms", set, "5000")], 4, "1"),
    ]

    private static func create(on connection: Connection) async throws -> Int16? {
        var topic = CreateTopicsRequest.CreatableTopic()
        topic.name = "t"
        topic.numPartitions = 1
        topic.replicationFactor = 1
        topic.configs = [("cleanup.policy", "compact"), ("segment.ms", "9000")].map { name, value in
            var config = CreateTopicsRequest.CreatableTopicConfig()
            config.name = name
            config.value = value
            return config
        }
        var request = CreateTopicsRequest()
        request.topics = [topic]
        request.timeoutMs = 10_000
        return try await connection.roundTrip(request, version: 7).message.topics.first?.errorCode
    }

    private static func alter(
        _ changes: [Change], _ type: Int8, _ name: String, on connection: Connection
    ) async throws -> Int16? {
        var resource = IncrementalAlterConfigsRequest.AlterConfigsResource()
        resource.resourceType = type
        resource.resourceName = name
        resource.configs = changes.map { change in
            var config = IncrementalAlterConfigsRequest.AlterableConfig()
            config.name = change.name
            config.configOperation = change.operation
            config.value = change.value
            return config
        }
        var request = IncrementalAlterConfigsRequest()
        request.resources = [resource]
        return try await connection.roundTrip(request, version: 1).message.responses.first?
            .errorCode
    }

    /// Kafka's brokers learn of a change a moment after its controller has answered.
    private static func expectEqual(
        _ ours: Connection, _ theirs: Connection, _ moment: String
    ) async throws {
        let own = try await describe(on: ours)
        var other = try await describe(on: theirs)
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: .seconds(5))
        while other != own && clock.now < end {
            try await Task.sleep(for: .milliseconds(20))
            other = try await describe(on: theirs)
        }
        #expect(own.count == other.count)
        for (own, other) in zip(own, other) { #expect(own == other, "\(moment)") }
    }

    /// What a description says, one line for each config.
    private static func describe(on connection: Connection) async throws -> [String] {
        var resource = DescribeConfigsRequest.DescribeConfigsResource()
        resource.resourceType = 2
        resource.resourceName = "t"
        resource.configurationKeys = nil
        var request = DescribeConfigsRequest()
        request.resources = [resource]
        request.includeSynonyms = true
        let answer = try await connection.roundTrip(request, version: 4).message
        return (answer.results.first?.configs ?? [])
            .filter { !ownDefaults.contains($0.name) }
            .map { config in
                let synonyms = config.synonyms.map { "\($0.name)=\($0.value ?? "-") \($0.source)" }
                return "\(config.name)=\(config.value ?? "-") source \(config.configSource) type "
                    + "\(config.configType) read-only \(config.readOnly) sensitive "
                    + "\(config.isSensitive) synonyms \(synonyms)"
            }
            .sorted()
    }
}
