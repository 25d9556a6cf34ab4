// SPDX-License-Identifier: Apache-2.0

import Broker
import LogContract
import Messages
import Testing

struct CreatePartitionsTests {
    private let broker: TestBroker

    init() throws {
        broker = try TestBroker()
        try broker.createTopic("t", partitions: 2, configs: ["retention.ms": "777"])
    }

    private func wanted(
        _ name: String, _ count: Int32, _ assigned: [[Int32]]? = nil
    ) -> CreatePartitionsRequest.CreatePartitionsTopic {
        var topic = CreatePartitionsRequest.CreatePartitionsTopic()
        topic.name = name
        topic.count = count
        topic.assignments = assigned?.map { brokers in
            var assignment = CreatePartitionsRequest.CreatePartitionsAssignment()
            assignment.brokerIds = brokers
            return assignment
        }
        return topic
    }

    private func grow(
        _ topics: [CreatePartitionsRequest.CreatePartitionsTopic], validateOnly: Bool = false,
        on other: TestBroker? = nil, version: Int16 = 3
    ) throws -> [CreatePartitionsResponse.CreatePartitionsTopicResult] {
        var request = CreatePartitionsRequest()
        request.topics = topics
        request.validateOnly = validateOnly
        return try (other ?? broker).ask(request, version: version).results
    }

    private func partitionCount(_ broker: TestBroker) throws -> Int? {
        var request = MetadataRequest()
        request.topics = nil
        return try broker.ask(request, version: 12).topics.first?.partitions.count
    }

    @Test
    func `new partitions are empty, obey the topic's configs, and survive a restart`() throws {
        try broker.produce(TestBroker.batch("kept"), to: "t")
        let answer = try grow([wanted("t", 4)])[0]
        #expect(answer.errorCode == 0)
        #expect(answer.errorMessage == nil)
        #expect(try partitionCount(broker) == 4)
        #expect(try broker.produce(TestBroker.batch("new"), to: "t", partition: 3).baseOffset == 0)
        #expect(try broker.produce(TestBroker.batch("next"), to: "t").baseOffset == 1)
        let log = broker.engine.memoryLogs[TopicPartition(topic: "t", partition: 3)]
        #expect(log?.config.retentionMillis == 777)
        #expect(try partitionCount(broker.restarted()) == 4)
    }

    @Test
    func `each mistake has its error`() throws {
        let cases: [(CreatePartitionsRequest.CreatePartitionsTopic, Int16)] = [
            (wanted("t", 2), 37), (wanted("t", 1), 37), (wanted("t", 0), 37),
            (wanted("t", -1), 37), (wanted("none", 3), 3), (wanted("", 3), 3),
            (wanted("t", 3, []), 39), (wanted("t", 3, [[1], [1]]), 39), (wanted("t", 3, [[]]), 39),
            (wanted("t", 3, [[2]]), 39), (wanted("t", 3, [[1, 1]]), 39),
            (wanted("t", 10_003), 44), (wanted("t", .max), 44), (wanted("t", 3, [[1]]), 0),
        ]
        for (topic, code) in cases {
            let answer = try grow([topic], validateOnly: true)[0]
            #expect(answer.errorCode == code, "\(topic)")
        }
        #expect(try partitionCount(broker) == 2)
    }

    @Test
    func `a topic named twice is refused once, the others grow`() throws {
        try broker.createTopic("u")
        let answers = try grow([wanted("t", 3), wanted("u", 2), wanted("t", 4)])
        #expect(answers.map(\.name) == ["t", "u"])
        #expect(answers.map(\.errorCode) == [42, 0])
        #expect(try partitionCount(broker) == 2)
    }

    @Test
    func `no new partition stays when one cannot be made`() throws {
        broker.engine.creationFailure = StorageError(.noSpace, operation: "open", path: "x")
        #expect(try grow([wanted("t", 4)])[0].errorCode == 56)
        broker.engine.creationFailure = nil
        #expect(try partitionCount(broker) == 2)
        #expect(try partitionCount(broker.restarted()) == 2)
    }
}
