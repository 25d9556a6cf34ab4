// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages
import Testing

/// What one request changes is one change of the metadata document, whatever it names.
struct WholeRequestTests {
    private static let storageError = ErrorCode.kafkaStorageError.rawValue
    private let broker: TestBroker

    init() throws {
        broker = try TestBroker()
    }

    private func create(_ names: [String]) throws -> [Int16] {
        var request = CreateTopicsRequest()
        request.topics = names.map { name in
            var topic = CreateTopicsRequest.CreatableTopic()
            topic.name = name
            topic.numPartitions = 1
            topic.replicationFactor = 1
            return topic
        }
        return try broker.ask(request, version: 7).topics.map(\.errorCode)
    }

    private func grow(_ names: [String]) throws -> [Int16] {
        var request = CreatePartitionsRequest()
        request.topics = names.map { name in
            var topic = CreatePartitionsRequest.CreatePartitionsTopic()
            topic.name = name
            topic.count = 2
            topic.assignments = nil
            return topic
        }
        return try broker.ask(request, version: 3).results.map(\.errorCode)
    }

    private func delete(_ names: [String]) throws -> [Int16] {
        var request = DeleteTopicsRequest()
        request.topicNames = names
        return try broker.ask(request, version: 5).responses.map(\.errorCode)
    }

    private func set(
        _ name: String, _ value: String, on resources: [(Int8, String)]
    ) throws -> [Int16] {
        var request = IncrementalAlterConfigsRequest()
        request.resources = resources.map { type, resourceName in
            var config = IncrementalAlterConfigsRequest.AlterableConfig()
            config.name = name
            config.value = value
            var resource = IncrementalAlterConfigsRequest.AlterConfigsResource()
            resource.resourceType = type
            resource.resourceName = resourceName
            resource.configs = [config]
            return resource
        }
        return try broker.ask(request, version: 1).responses.map(\.errorCode)
    }

    private func topics(on broker: TestBroker) throws -> [String: Int] {
        var request = MetadataRequest()
        request.topics = nil
        let topics = try broker.ask(request, version: 12).topics
        return Dictionary(uniqueKeysWithValues: topics.map { ($0.name ?? "", $0.partitions.count) })
    }

    @Test
    func `a thousand topics are made, grown, configured and removed with a change each`() throws {
        let names = (0..<1000).map { "t\($0)" }
        let good = Array(repeating: Int16(0), count: 1000)
        let saves = broker.store.saves
        #expect(try create(names) == good)
        #expect(broker.store.saves == saves + 1)
        #expect(try grow(names) == good)
        #expect(broker.store.saves == saves + 2)
        #expect(try set("retention.ms", "777", on: names.map { (2, $0) }) == good)
        #expect(broker.store.saves == saves + 3)
        #expect(broker.engine.memoryLogs.values.allSatisfy { $0.config.retentionMillis == 777 })
        #expect(try topics(on: broker.restarted()).values.allSatisfy { $0 == 2 })
        let before = broker.store.saves
        #expect(try delete(names) == good)
        #expect(broker.store.saves == before + 1)
        #expect(broker.engine.memoryLogs.isEmpty)
    }

    @Test
    func `topics that first use makes are one change`() throws {
        let saves = broker.store.saves
        var request = MetadataRequest()
        request.topics = ["a.b", "a_b", "c"].map { name in
            var topic = MetadataRequest.MetadataRequestTopic()
            topic.name = name
            return topic
        }
        _ = try broker.ask(request, version: 12)
        #expect(broker.store.saves == saves + 1)
        #expect(try topics(on: broker) == ["a.b": 1, "a_b": 1, "c": 1])
    }

    @Test
    func `what fails of a request is undone alone`() throws {
        broker.engine.uncreatable = ["b"]
        #expect(try create(["a", "b", "c"]) == [0, Self.storageError, 0])
        #expect(try topics(on: broker) == ["a": 1, "c": 1])
        broker.engine.uncreatable = ["c"]
        #expect(try grow(["a", "c"]) == [0, Self.storageError])
        #expect(try topics(on: broker) == ["a": 2, "c": 1])
        broker.engine.uncreatable = []
        #expect(try topics(on: broker.restarted()) == ["a": 2, "c": 1])
    }

    @Test
    func `what cannot be stored changes nothing`() throws {
        _ = try create(["a", "b"])
        broker.store.failure = StorageError(.noSpace, operation: "write", path: "x")
        let refused = [Self.storageError, Self.storageError]
        #expect(try create(["c", "d"]) == refused)
        #expect(try grow(["a", "b"]) == refused)
        #expect(try set("retention.ms", "777", on: [(2, "a"), (4, "")]) == refused)
        #expect(try delete(["a", "b"]) == refused)
        #expect(try topics(on: broker) == ["a": 1, "b": 1])
        #expect(broker.engine.memoryLogs.values.allSatisfy { $0.config.retentionMillis != 777 })
        broker.store.failure = nil
        #expect(try topics(on: broker.restarted()) == ["a": 1, "b": 1])
    }

    @Test
    func `a topic named by its name and by its id goes once`() throws {
        let id = try broker.createTopic("t").topicId
        var byName = DeleteTopicsRequest.DeleteTopicState()
        byName.name = "t"
        var byId = DeleteTopicsRequest.DeleteTopicState()
        byId.name = nil
        byId.topicId = id
        var request = DeleteTopicsRequest()
        request.topics = [byName, byId]
        let codes = try broker.ask(request, version: 6).responses.map(\.errorCode)
        #expect(codes == [0, ErrorCode.unknownTopicId.rawValue])
    }

    /// Two names of one broker, and all brokers, each with a value of its own level.
    @Test
    func `changes of the brokers in one request add up`() throws {
        #expect(try set("log.retention.ms", "5", on: [(4, ""), (4, "1"), (4, "01")]) == [0, 0, 0])
        var resource = DescribeConfigsRequest.DescribeConfigsResource()
        resource.resourceType = 4
        resource.resourceName = "1"
        resource.configurationKeys = ["log.retention.ms"]
        var request = DescribeConfigsRequest()
        request.resources = [resource]
        request.includeSynonyms = true
        let config = try broker.ask(request, version: 4).results[0].configs[0]
        #expect(config.synonyms.map(\.source).prefix(2) == [2, 3])
    }

    @Test
    func `the document grows only so far`() throws {
        var resource = IncrementalAlterConfigsRequest.AlterConfigsResource()
        resource.resourceType = 4
        resource.resourceName = ""
        let value = String(repeating: "x", count: 60_000)
        resource.configs = (0..<300).map { index in
            var config = IncrementalAlterConfigsRequest.AlterableConfig()
            config.name = "plug.in.\(index)"
            config.value = value
            return config
        }
        var request = IncrementalAlterConfigsRequest()
        request.resources = [resource]
        let saves = broker.store.saves
        let answer = try broker.ask(request, version: 1).responses[0]
        #expect(answer.errorCode == Self.storageError)
        #expect((answer.errorMessage?.utf8.count ?? 0) < 200)
        #expect(broker.store.saves == saves)
        #expect(try create(["a"]) == [0])
    }
}
