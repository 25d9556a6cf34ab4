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
