// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages
import Testing

struct TopicAdminTests {
    private typealias Wanted = CreateTopicsRequest.CreatableTopic

    private func wanted(
        _ name: String, partitions: Int32 = 1, replicas: Int16 = 1,
        assigned: [(Int32, [Int32])] = [], configs: [(String, String?)] = []
    ) -> CreateTopicsRequest.CreatableTopic {
        var topic = Wanted()
        topic.name = name
        topic.numPartitions = partitions
        topic.replicationFactor = replicas
        topic.assignments = assigned.map { partition, brokers in
            var assignment = CreateTopicsRequest.CreatableReplicaAssignment()
            assignment.partitionIndex = partition
            assignment.brokerIds = brokers
            return assignment
        }
        topic.configs = configs.map { name, value in
            var config = CreateTopicsRequest.CreatableTopicConfig()
            config.name = name
            config.value = value
            return config
        }
        return topic
    }

    private func create(
        _ topics: [CreateTopicsRequest.CreatableTopic], on broker: TestBroker,
        validateOnly: Bool = false, version: Int16 = 7
    ) throws -> [CreateTopicsResponse.CreatableTopicResult] {
        var request = CreateTopicsRequest()
        request.topics = topics
        request.validateOnly = validateOnly
        return try broker.ask(request, version: version).topics
    }

    private func names(_ broker: TestBroker) throws -> [String?] {
        var request = MetadataRequest()
        request.topics = nil
        return try broker.ask(request, version: 12).topics.map(\.name)
    }

    @Test
    func `defaults fill in, and the answer says what came of it`() throws {
        let broker = try TestBroker(["num.partitions": "4", "log.retention.hours": "2"])
        let topic = try create([wanted("t", partitions: -1, replicas: -1)], on: broker)[0]
        #expect(topic.errorCode == 0)
        #expect(topic.errorMessage == nil)
        #expect(topic.numPartitions == 4)
        #expect(topic.replicationFactor == 1)
        #expect(topic.topicId != .zero)
        let retention = topic.configs?.first { $0.name == "retention.ms" }
        #expect(retention?.value == "7200000")
        #expect(retention?.configSource == 4)
        let log = broker.engine.memoryLogs[TopicPartition(topic: "t", partition: 3)]
        #expect(log?.config.retentionMillis == 7_200_000)
    }

    @Test
    func `each mistake has its error, and the good topics are created`() throws {
        let broker = try TestBroker()
        try broker.createTopic("there")
        try broker.createTopic("a.b")
        let cases: [(CreateTopicsRequest.CreatableTopic, Int16)] = [
            (wanted("there"), 36), (wanted("zero", partitions: 0), 37),
            (wanted("minus", partitions: -2), 37), (wanted("rf2", replicas: 2), 38),
            (wanted("rf0", replicas: 0), 38), (wanted(""), 17), (wanted("."), 17),
            (wanted("a b"), 17), (wanted("a_b"), 17),
            (wanted(String(repeating: "x", count: 250)), 17),
            (wanted("key", configs: [("foo", "1")]), 40),
            (wanted("value", configs: [("retention.ms", "abc")]), 40),
            (wanted("null", configs: [("retention.ms", nil)]), 40),
            (wanted("small", configs: [("segment.bytes", "100")]), 40),
            (wanted("word", configs: [("cleanup.policy", "foo")]), 40),
            (wanted("bool", configs: [("preallocate", "foo")]), 40),
            (wanted("ratio", configs: [("min.cleanable.dirty.ratio", "2")]), 40),
            (wanted("level", configs: [("compression.gzip.level", "77")]), 40),
            (wanted("both", assigned: [(0, [1])]), 42),
            (wanted("other", partitions: -1, replicas: -1, assigned: [(0, [7])]), 39),
            (wanted("gap", partitions: -1, replicas: -1, assigned: [(1, [1])]), 39),
            (wanted("twice", partitions: -1, replicas: -1, assigned: [(0, [1, 1])]), 39),
            (wanted("none", partitions: -1, replicas: -1, assigned: [(0, [])]), 39),
            (wanted("many", partitions: 10_001), 44), (wanted("good"), 0),
        ]
        for (topic, code) in cases {
            let answer = try create([topic], on: broker)[0]
            #expect(answer.errorCode == code, "\(topic.name): \(answer.errorMessage ?? "-")")
            #expect((answer.errorMessage == nil) == (code == 0))
        }
        #expect(try names(broker) == ["a.b", "good", "there"])
    }

    @Test
    func `a topic named twice is refused once, the others are made`() throws {
        let broker = try TestBroker()
        let answers = try create([wanted("d"), wanted("e"), wanted("d")], on: broker)
        #expect(answers.map(\.name) == ["d", "e"])
        #expect(answers.map(\.errorCode) == [42, 0])
        #expect(try names(broker) == ["e"])
    }

    /// As in Kafka, which looks at the topics there were before the request; so do topics that are
    /// created on first use.
    @Test(arguments: [false, true])
    func `names that collide are made by one request, and refused by another`(
        onFirstUse: Bool
    ) throws {
        let broker = try TestBroker()
        if onFirstUse {
            var request = MetadataRequest()
            request.topics = ["a.b", "a_b"].map { name in
                var topic = MetadataRequest.MetadataRequestTopic()
                topic.name = name
                return topic
            }
            request.allowAutoTopicCreation = true
            _ = try broker.ask(request, version: 12)
        } else {
            let answers = try create([wanted("a.b"), wanted("a_b")], on: broker)
            #expect(answers.map(\.errorCode) == [0, 0])
        }
        #expect(try names(broker) == ["a.b", "a_b"])
        #expect(try create([wanted("a.b")], on: broker)[0].errorCode == 36)
        var deletion = DeleteTopicsRequest()
        deletion.topicNames = ["a.b"]
        _ = try broker.ask(deletion, version: 5)
        #expect(try create([wanted("a.b")], on: broker)[0].errorCode == 17)
        deletion.topicNames = ["a_b"]
        _ = try broker.ask(deletion, version: 5)
        #expect(try create([wanted("a.b")], on: broker)[0].errorCode == 0)
    }

    @Test
    func `validating creates nothing`() throws {
        let broker = try TestBroker()
        #expect(try create([wanted("v")], on: broker, validateOnly: true)[0].errorCode == 0)
        #expect(try names(broker).isEmpty)
    }

    @Test
    func `an assignment gives the partitions`() throws {
        let broker = try TestBroker()
        let topic = wanted("t", partitions: -1, replicas: -1, assigned: [(1, [1]), (0, [1])])
        #expect(try create([topic], on: broker)[0].numPartitions == 2)
    }

    @Test
    func `nothing of a topic stays when its logs cannot be made`() throws {
        let broker = try TestBroker()
        broker.engine.creationFailure = StorageError(.noSpace, operation: "open", path: "x")
        #expect(try create([wanted("t")], on: broker)[0].errorCode == 56)
        broker.engine.creationFailure = nil
        #expect(try names(broker).isEmpty)
        #expect(try create([wanted("t")], on: broker)[0].errorCode == 0)
    }

    @Test
    func `deletion is by name or id, and a name used again has a new id and offset 0`() throws {
        let broker = try TestBroker()
        let id = try broker.createTopic("t").topicId
        try broker.produce(TestBroker.batch("a"), to: "t")
        var request = DeleteTopicsRequest()
        func state(_ name: String?, _ id: Uuid = .zero) -> DeleteTopicsRequest.DeleteTopicState {
            var state = DeleteTopicsRequest.DeleteTopicState()
            state.name = name
            state.topicId = id
            return state
        }
        request.topics = [
            state("none"), state(nil, Uuid(high: 1, low: 1)), state("t", id), state(nil),
            state("x"), state("x"),
        ]
        let wrong = try broker.ask(request, version: 6).responses
        #expect(wrong.map(\.errorCode) == [3, 100, 42, 42, 42])
        request.topics = [state(nil, id)]
        let right = try broker.ask(request, version: 6).responses
        #expect(right.map(\.errorCode) == [0])
        #expect(right.map(\.name) == ["t"])
        #expect(broker.engine.memoryLogs.isEmpty)
        #expect(try broker.createTopic("t").topicId != id)
        #expect(try broker.produce(TestBroker.batch("a"), to: "t").baseOffset == 0)
    }

    @Test
    func `deletion can be turned off`() throws {
        let broker = try TestBroker(["delete.topic.enable": "false"])
        try broker.createTopic("t")
        var request = DeleteTopicsRequest()
        request.topicNames = ["t"]
        #expect(try broker.ask(request, version: 5).responses[0].errorCode == 73)
        #expect(try names(broker) == ["t"])
    }
}
