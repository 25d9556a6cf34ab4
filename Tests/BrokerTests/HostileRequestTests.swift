// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages
import Testing

/// Requests that are well formed and ask for far too much.
struct HostileRequestTests {
    @Test
    func `a long list of unknown names creates a few topics and answers all`() throws {
        let broker = try TestBroker()
        var request = MetadataRequest()
        request.topics = (0..<2000).map { index in
            var topic = MetadataRequest.MetadataRequestTopic()
            topic.name = "name-\(index)"
            return topic
        }
        #expect(try broker.ask(request, version: 12).topics.count == 2000)
        #expect(broker.engine.memoryLogs.count == 100)
    }

    @Test
    func `an id asked for again and again is answered once`() throws {
        let broker = try TestBroker()
        var topic = MetadataRequest.MetadataRequestTopic()
        topic.name = nil
        topic.topicId = try broker.createTopic("t", partitions: 100).topicId
        var request = MetadataRequest()
        request.topics = Array(repeating: topic, count: 5000)
        #expect(try broker.ask(request, version: 12).topics.count == 1)
    }

    @Test
    func `configs are described for so many resources and no more`() throws {
        let broker = try TestBroker()
        try broker.createTopic("t")
        var resource = DescribeConfigsRequest.DescribeConfigsResource()
        resource.resourceType = 2
        resource.resourceName = "t"
        resource.configurationKeys = ["retention.ms"]
        var request = DescribeConfigsRequest()
        request.resources = Array(repeating: resource, count: 10_001)
        let results = try broker.ask(request, version: 4).results
        #expect(results.count == 10_001)
        #expect(results[9_999].errorCode == 0)
        #expect(results[10_000].errorCode == ErrorCode.invalidRequest.rawValue)
    }

    @Test
    func `one resource named again and again is described in one answer's bytes`() throws {
        let broker = try TestBroker()
        let throttled = Array(repeating: "0:1", count: 8000).joined(separator: ",")
        try broker.createTopic(
            "t",
            configs: [
                "leader.replication.throttled.replicas": throttled,
                "follower.replication.throttled.replicas": throttled,
            ])
        var resource = DescribeConfigsRequest.DescribeConfigsResource()
        resource.resourceType = 2
        resource.resourceName = "t"
        var request = DescribeConfigsRequest()
        request.resources = Array(repeating: resource, count: 2000)
        let results = try broker.ask(request, version: 4).results
        #expect(results.count == 2000)
        let described = results.prefix { $0.errorCode == 0 }
        #expect((1000..<2000).contains(described.count))
        #expect(described.allSatisfy { $0.configs.count == 37 })
        #expect(
            results.dropFirst(described.count).allSatisfy {
                $0.errorCode == ErrorCode.invalidRequest.rawValue && $0.configs.isEmpty
            })
    }

    @Test(arguments: ["1", "01", ""])
    func `this broker is described under all its names`(name: String) throws {
        let broker = try TestBroker()
        var resource = DescribeConfigsRequest.DescribeConfigsResource()
        resource.resourceType = 4
        resource.resourceName = name
        resource.configurationKeys = name.isEmpty ? nil : ["num.partitions"]
        var other = resource
        other.configurationKeys = ["log.retention.ms"]
        var request = DescribeConfigsRequest()
        request.resources = [resource, other, resource]
        let results = try broker.ask(request, version: 4).results
        #expect(results.map(\.resourceName) == [name, name, name])
        #expect(
            results.map { $0.configs.map(\.name) }
                == (name.isEmpty
                    ? [[], [], []]
                    : [["num.partitions"], ["log.retention.ms"], ["num.partitions"]]))
    }

    /// A name of 30,000 bytes and a hundred thousand partitions of it: each is looked up.
    @Test
    func `a long name costs its bytes once, not once a partition`() throws {
        let broker = try TestBroker()
        let name = String(repeating: "n", count: 30_000)
        let count = 100_000
        var offsets = ListOffsetsRequest.ListOffsetsTopic()
        offsets.name = name
        offsets.partitions = (0..<count).map { index in
            var partition = ListOffsetsRequest.ListOffsetsPartition()
            partition.partitionIndex = Int32(index)
            return partition
        }
        var listOffsets = ListOffsetsRequest()
        listOffsets.topics = [offsets]
        #expect(try broker.ask(listOffsets, version: 9).topics[0].partitions.count == count)
        var producers = DescribeProducersRequest.TopicRequest()
        producers.name = name
        producers.partitionIndexes = Array(repeating: 0, count: count)
        var describe = DescribeProducersRequest()
        describe.topics = [producers]
        let described = try broker.ask(describe, version: 0).topics[0].partitions
        #expect(described.count == count)
        #expect(described.allSatisfy { ($0.errorMessage?.utf8.count ?? 0) < 100 })
        var topic = FetchRequest.FetchTopic()
        topic.topic = name
        topic.partitions = (0..<count).map { index in
            var partition = FetchRequest.FetchPartition()
            partition.partition = Int32(index)
            return partition
        }
        var fetch = FetchRequest()
        fetch.topics = [topic]
        fetch.sessionEpoch = -1
        #expect(try broker.ask(fetch, version: 12).responses[0].partitions.count == count)
    }

    @Test
    func `partitions named twice are refused in time that grows with their number`() throws {
        let broker = try TestBroker()
        var topic = ListOffsetsRequest.ListOffsetsTopic()
        topic.name = "t"
        topic.partitions = (0..<20_000).map { index in
            var partition = ListOffsetsRequest.ListOffsetsPartition()
            partition.partitionIndex = Int32(index / 2)
            return partition
        }
        var request = ListOffsetsRequest()
        request.topics = [topic]
        let partitions = try broker.ask(request, version: 9).topics[0].partitions
        #expect(partitions.count == 10_000)
        #expect(partitions.allSatisfy { $0.errorCode == ErrorCode.invalidRequest.rawValue })
    }

    /// As Kafka 4.4.0 answers; each would be a search in the log.
    @Test
    func `a topic whose offsets are asked for again and again is answered once`() throws {
        let broker = try TestBroker()
        try broker.createTopic("t", partitions: 2)
        try broker.createTopic("u")
        func topic(_ name: String, _ partitions: Int32...) -> ListOffsetsRequest.ListOffsetsTopic {
            var topic = ListOffsetsRequest.ListOffsetsTopic()
            topic.name = name
            topic.partitions = partitions.map { index in
                var partition = ListOffsetsRequest.ListOffsetsPartition()
                partition.partitionIndex = index
                partition.timestamp = -2
                return partition
            }
            return topic
        }
        var request = ListOffsetsRequest()
        request.topics = [topic("t", 0), topic("u", 0), topic("t", 0), topic("t", 1), topic("u")]
        let topics = try broker.ask(request, version: 9).topics
        #expect(topics.map(\.name) == ["t", "u"])
        #expect(
            topics.map { $0.partitions.map(\.errorCode) }
                == [[ErrorCode.invalidRequest.rawValue, 0], [0]])
        #expect(topics.map { $0.partitions.map(\.partitionIndex) } == [[0, 1], [0]])
    }

    @Test
    func `producers are described so many times and no more`() throws {
        let broker = try TestBroker()
        try broker.createTopic("t")
        let log = broker.engine.memoryLogs[TopicPartition(topic: "t", partition: 0)]
        log?.activeProducers = (0..<1000).map { id in
            ProducerDescription(
                producerId: id, epoch: 0, lastSequence: 0, lastTimestamp: 0, coordinatorEpoch: -1,
                currentTransactionFirstOffset: nil)
        }
        var topic = DescribeProducersRequest.TopicRequest()
        topic.name = "t"
        topic.partitionIndexes = Array(repeating: 0, count: 300)
        var request = DescribeProducersRequest()
        request.topics = [topic]
        let partitions = try broker.ask(request, version: 0).topics[0].partitions
        #expect(
            partitions.map(\.errorCode) == Array(repeating: 0, count: 200)
                + Array(repeating: ErrorCode.invalidRequest.rawValue, count: 100))
    }

    @Test
    func `a config value far too long is refused before it is looked into`() throws {
        let broker = try TestBroker()
        try broker.createTopic("t")
        var config = IncrementalAlterConfigsRequest.AlterableConfig()
        config.name = "leader.replication.throttled.replicas"
        config.configOperation = 2
        config.value = (0..<300_000).map { "\($0):1" }.joined(separator: ",")
        var resource = IncrementalAlterConfigsRequest.AlterConfigsResource()
        resource.resourceType = 2
        resource.resourceName = "t"
        resource.configs = [config]
        var request = IncrementalAlterConfigsRequest()
        request.resources = [resource]
        let answer = try broker.ask(request, version: 1).responses[0]
        #expect(answer.errorCode == ErrorCode.invalidConfig.rawValue)
        #expect((answer.errorMessage?.utf8.count ?? 0) < 1000)
    }
}
