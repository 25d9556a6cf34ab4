// SPDX-License-Identifier: Apache-2.0

import Broker
import LogContract
import Messages
import Testing

struct ListOffsetsTests {
    private let broker: TestBroker

    init() throws {
        broker = try TestBroker()
        try broker.createTopic("t", partitions: 2)
        try broker.produce(TestBroker.batch("x", "y"), to: "t")
    }

    private func list(
        _ timestamp: Int64, version: Int16 = 11, topic: String = "t", partition: Int32 = 0,
        epoch: Int32 = -1, isolation: Int8 = 0
    ) throws -> ListOffsetsResponse.ListOffsetsPartitionResponse {
        var entry = ListOffsetsRequest.ListOffsetsPartition()
        entry.partitionIndex = partition
        entry.timestamp = timestamp
        entry.currentLeaderEpoch = epoch
        var topicEntry = ListOffsetsRequest.ListOffsetsTopic()
        topicEntry.name = topic
        topicEntry.partitions = [entry]
        var request = ListOffsetsRequest()
        request.isolationLevel = isolation
        request.topics = [topicEntry]
        let answer = try broker.ask(request, version: version)
        return try #require(answer.topics.first?.partitions.first)
    }

    @Test
    func `the named places`() throws {
        #expect(try list(-1).offset == 2)
        #expect(try list(-1).leaderEpoch == 0)
        #expect(try list(-2).offset == 0)
        #expect(try list(-3).offset == 0)
        #expect(try list(-3).timestamp == 1000)
        #expect(try list(-3, partition: 1).offset == -1)
        #expect(try list(-4).offset == 0)
        #expect(try list(-5).offset == -1)
        #expect(try list(-6).offset == -1)
        #expect(try list(-6).errorCode == 0)
    }

    @Test(
        arguments: [(-3, 6), (-4, 7), (-5, 8), (-6, 10), (-7, 11), (-99, 11)] as [(Int64, Int16)])
    func `a place that a version does not know is unsupported`(
        timestamp: Int64, version: Int16
    ) throws {
        #expect(try list(timestamp, version: version).errorCode == 35)
    }

    @Test
    func `the greatest timestamp is told to those who may see its record`() throws {
        let log = broker.engine.memoryLogs[TopicPartition(topic: "t", partition: 0)]
        log?.stableLimit = 0
        #expect(try list(-3, isolation: 1).offset == -1)
        #expect(try list(-3, isolation: 1).timestamp == -1)
        #expect(try list(-3, isolation: 0).offset == 0)
        log?.stableLimit = 1
        #expect(try list(-3, isolation: 1).offset == 0)
    }

    @Test
    func `timestamps`() throws {
        #expect(try list(0).offset == 0)
        #expect(try list(0).timestamp == 1000)
        let none = try list(5000)
        #expect(none.errorCode == 0)
        #expect(none.offset == -1)
        #expect(none.timestamp == -1)
    }

    @Test
    func `refusals`() throws {
        #expect(try list(-1, topic: "none").errorCode == 3)
        #expect(try list(-1, partition: 9).errorCode == 3)
        #expect(try list(-1, epoch: 0).errorCode == 0)
        #expect(try list(-1, epoch: 1).errorCode == 75)
        #expect(try list(-1, epoch: -2).errorCode == 74)
        #expect(try list(-1, isolation: 5).errorCode == -1)
    }

    @Test
    func `read committed sees the last stable offset as latest`() throws {
        broker.engine.memoryLogs[TopicPartition(topic: "t", partition: 0)]?.stableLimit = 1
        #expect(try list(-1, isolation: 1).offset == 1)
        #expect(try list(-1, isolation: 0).offset == 2)
    }
}
