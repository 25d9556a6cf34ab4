// SPDX-License-Identifier: Apache-2.0

import Broker
import Messages
import Testing

struct OffsetForLeaderEpochTests {
    private func end(
        of epoch: Int32, current: Int32 = -1, partition: Int32 = 0, on broker: TestBroker,
        topic: String = "t", version: Int16 = 4
    ) throws -> (error: Int16, epoch: Int32, end: Int64) {
        var entry = OffsetForLeaderEpochRequest.OffsetForLeaderPartition()
        entry.partition = partition
        entry.currentLeaderEpoch = current
        entry.leaderEpoch = epoch
        var topicEntry = OffsetForLeaderEpochRequest.OffsetForLeaderTopic()
        topicEntry.topic = topic
        topicEntry.partitions = [entry]
        var request = OffsetForLeaderEpochRequest()
        request.topics = [topicEntry]
        let answer = try broker.ask(request, version: version)
        let found = try #require(answer.topics.first?.partitions.first)
        return (found.errorCode, found.leaderEpoch, found.endOffset)
    }

    @Test(arguments: [2, 3, 4] as [Int16])
    func `the current epoch ends where the log does`(version: Int16) throws {
        let broker = try TestBroker()
        try broker.createTopic("t")
        #expect(try end(of: 0, on: broker, version: version) == (0, 0, 0))
        try broker.produce(TestBroker.batch("a", "b", "c"), to: "t")
        #expect(try end(of: 0, on: broker, version: version) == (0, 0, 3))
        #expect(try end(of: 0, current: 0, on: broker, version: version) == (0, 0, 3))
    }

    @Test
    func `an epoch to come, and none, have no end; one before all ends where the log began`() throws
    {
        let broker = try TestBroker()
        try broker.createTopic("t")
        #expect(try end(of: 1, on: broker) == (0, -1, -1))
        #expect(try end(of: -1, on: broker) == (0, -1, -1))
        #expect(try end(of: -2, on: broker) == (0, -2, 0))
    }

    @Test
    func `epochs of earlier starts end where the next one wrote`() throws {
        var broker = try TestBroker()
        try broker.createTopic("t")
        try broker.produce(TestBroker.batch("a", "b"), to: "t")
        broker = try broker.restarted().restarted()
        #expect(try end(of: 0, on: broker) == (0, 0, 2))
        #expect(try end(of: 1, on: broker) == (0, 0, 2))
        try broker.produce(TestBroker.batch("c"), to: "t")
        #expect(try end(of: 1, on: broker) == (0, 0, 2))
        #expect(try end(of: 2, on: broker) == (0, 2, 3))
    }

    @Test
    func `refusals`() throws {
        let broker = try TestBroker()
        try broker.createTopic("t")
        #expect(try end(of: 0, current: 1, on: broker) == (75, -1, -1))
        #expect(try end(of: 0, current: -2, on: broker) == (74, -1, -1))
        #expect(try end(of: 0, partition: 1, on: broker) == (3, -1, -1))
        #expect(try end(of: 0, on: broker, topic: "none") == (3, -1, -1))
    }
}
