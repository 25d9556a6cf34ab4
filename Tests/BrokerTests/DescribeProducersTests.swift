// SPDX-License-Identifier: Apache-2.0

import Broker
import LogContract
import Messages
import Testing

struct DescribeProducersTests {
    private let broker: TestBroker

    init() throws {
        broker = try TestBroker()
        try broker.createTopic("t")
    }

    private func describe(
        _ name: String, _ partitions: Int32...
    ) throws -> [DescribeProducersResponse.PartitionResponse] {
        var topic = DescribeProducersRequest.TopicRequest()
        topic.name = name
        topic.partitionIndexes = partitions
        var request = DescribeProducersRequest()
        request.topics = [topic]
        return try #require(try broker.ask(request, version: 0).topics.first).partitions
    }

    @Test
    func `each producer with its sequence and its open transaction`() throws {
        #expect(try describe("t", 0)[0].activeProducers.isEmpty)
        broker.engine.memoryLogs[TopicPartition(topic: "t", partition: 0)]?.activeProducers = [
            ProducerDescription(
                producerId: 5, epoch: 1, lastSequence: 2, lastTimestamp: 3, coordinatorEpoch: -1,
                currentTransactionFirstOffset: nil),
            ProducerDescription(
                producerId: 6, epoch: .max, lastSequence: -1, lastTimestamp: -1,
                coordinatorEpoch: 4, currentTransactionFirstOffset: 7),
        ]
        let producers = try describe("t", 0)[0].activeProducers
        #expect(producers.map(\.producerId) == [5, 6])
        #expect(producers.map(\.producerEpoch) == [1, 32767])
        #expect(producers.map(\.lastSequence) == [2, -1])
        #expect(producers.map(\.lastTimestamp) == [3, -1])
        #expect(producers.map(\.coordinatorEpoch) == [-1, 4])
        #expect(producers.map(\.currentTxnStartOffset) == [-1, 7])
    }

    @Test
    func `refusals`() throws {
        #expect(try describe("t", 1, -1, 0, 0).map(\.errorCode) == [3, 3, 0, 0])
        #expect(try describe("none", 0).map(\.errorCode) == [3])
        #expect(try describe("a b", 0).map(\.errorCode) == [17])
        #expect(try describe("t").isEmpty)
    }
}
