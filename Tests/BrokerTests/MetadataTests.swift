// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages
import Testing

struct MetadataTests {
    private func request(
        _ names: [String]?, creating: Bool = true
    ) -> MetadataRequest {
        var request = MetadataRequest()
        request.topics = names?.map { name in
            var topic = MetadataRequest.MetadataRequestTopic()
            topic.name = name
            return topic
        }
        request.allowAutoTopicCreation = creating
        return request
    }

    private func request(id: Uuid) -> MetadataRequest {
        var topic = MetadataRequest.MetadataRequestTopic()
        topic.name = nil
        topic.topicId = id
        var request = MetadataRequest()
        request.topics = [topic]
        return request
    }

    @Test
    func `null asks for all topics and an empty list for none`() throws {
        let broker = try TestBroker()
        try broker.createTopic("b")
        try broker.createTopic("a", partitions: 3)
        let all = try broker.ask(request(nil), version: 12)
        #expect(all.topics.map(\.name) == ["a", "b"])
        #expect(all.topics[0].partitions.map(\.partitionIndex) == [0, 1, 2])
        #expect(all.topics[0].partitions.allSatisfy { $0.leaderId == 1 && $0.isrNodes == [1] })
        #expect(all.brokers.map(\.port) == [9092])
        #expect(all.controllerId == 1)
        #expect(try broker.ask(request([]), version: 1).topics.isEmpty)
        #expect(try broker.ask(request([]), version: 0).topics.count == 2)
    }

    @Test
    func `a topic is created on first use and found by the next request`() throws {
        let broker = try TestBroker(["num.partitions": "3"])
        let first = try broker.ask(request(["new"]), version: 12)
        #expect(first.topics.map(\.errorCode) == [ErrorCode.unknownTopicOrPartition.rawValue])
        let second = try broker.ask(request(["new"]), version: 12)
        #expect(second.topics[0].errorCode == 0)
        #expect(second.topics[0].partitions.count == 3)
        #expect(second.topics[0].topicId != .zero)
    }

    @Test
    func `nothing is created where request or broker forbid it`() throws {
        let broker = try TestBroker()
        _ = try broker.ask(request(["new"], creating: false), version: 12)
        #expect(try broker.ask(request(nil), version: 12).topics.isEmpty)
        let other = try TestBroker(["auto.create.topics.enable": "false"])
        _ = try other.ask(request(["new"]), version: 3)
        #expect(try other.ask(request(nil), version: 12).topics.isEmpty)
    }

    @Test(arguments: ["", ".", "..", "a b", "ü", String(repeating: "x", count: 250)])
    func `an illegal name is told and never created`(name: String) throws {
        let broker = try TestBroker()
        let answer = try broker.ask(request([name]), version: 12)
        #expect(answer.topics.map(\.errorCode) == [ErrorCode.invalidTopicException.rawValue])
        #expect(try broker.ask(request(nil), version: 12).topics.isEmpty)
    }

    @Test
    func `topics are found by id from version 12 on`() throws {
        let broker = try TestBroker()
        let id = try broker.createTopic("t").topicId
        #expect(try broker.ask(request(id: id), version: 12).topics.map(\.name) == ["t"])
        let unknown = try broker.ask(request(id: Uuid(high: 1, low: 2)), version: 13).topics[0]
        #expect(unknown.errorCode == ErrorCode.unknownTopicId.rawValue)
        #expect(unknown.name == nil)
        let early = try broker.ask(request(id: id), version: 11).topics[0]
        #expect(early.errorCode == ErrorCode.invalidRequest.rawValue)
    }

    @Test
    func `a name asked for twice is answered once`() throws {
        let broker = try TestBroker()
        try broker.createTopic("t")
        #expect(try broker.ask(request(["t", "t"]), version: 12).topics.count == 1)
    }

    @Test
    func `operations are told to who asks`() throws {
        let broker = try TestBroker()
        try broker.createTopic("t")
        var asking = request(["t"])
        #expect(
            try broker.ask(asking, version: 9).topics[0].topicAuthorizedOperations == .min)
        asking.includeTopicAuthorizedOperations = true
        asking.includeClusterAuthorizedOperations = true
        let answer = try broker.ask(asking, version: 9)
        #expect(answer.topics[0].topicAuthorizedOperations == 3576)
        #expect(answer.clusterAuthorizedOperations == 8096)
    }

    @Test
    func `topics, ids, configs and the cluster survive a restart, and leaders are newer`() throws {
        let broker = try TestBroker()
        let made = try broker.createTopic(
            "t", partitions: 2,
            configs: ["retention.ms": " 5 ", "cleanup.policy": "compact, delete"])
        try broker.produce(TestBroker.batch("a"), to: "t")
        let again = try broker.restarted()
        #expect(again.broker.clusterId == broker.broker.clusterId)
        let topic = try again.ask(request(["t"]), version: 12).topics[0]
        #expect(topic.topicId == made.topicId)
        #expect(topic.partitions.map(\.leaderEpoch) == [1, 1])
        #expect(try again.produce(TestBroker.batch("b"), to: "t").baseOffset == 1)
        var describe = DescribeConfigsRequest()
        var resource = DescribeConfigsRequest.DescribeConfigsResource()
        resource.resourceType = 2
        resource.resourceName = "t"
        resource.configurationKeys = ["retention.ms", "cleanup.policy"]
        describe.resources = [resource]
        let configs = try again.ask(describe, version: 4).results[0].configs
        #expect(configs.map(\.value) == ["compact,delete", "5"])
    }

    @Test
    func `logs without metadata become topics, as in a directory that Kafka wrote`() throws {
        let engine = MemoryEngine()
        let id = Uuid(high: 3, low: 4)
        for partition in 0..<3 as Range<Int32> {
            _ = try engine.create(
                TopicPartition(topic: "old", partition: partition), topicId: id,
                config: LogConfig())
        }
        let broker = try TestBroker(engine: engine)
        let answer = try broker.ask(request(nil), version: 12)
        var producer = InitProducerIdRequest()
        producer.transactionalId = nil
        #expect(try broker.ask(producer, version: 4).producerId > 1 << 31)
        #expect(answer.topics.map(\.name) == ["old"])
        #expect(answer.topics[0].topicId == id)
        #expect(answer.topics[0].partitions.count == 3)
    }

    @Test
    func `a damaged document is refused with its reason`() throws {
        let broker = try TestBroker()
        try broker.createTopic("t")
        let document = try #require(broker.store.document)
        for damaged in [
            document.prefix(document.count - 1), document.prefix(20), .empty,
            ByteSlice(utf8: document.text.replacing("topic t", with: "topic u")),
        ] {
            broker.store.document = damaged
            #expect(throws: MetadataError.self) { try broker.restarted() }
        }
    }
}
