// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages
import Testing

struct FetchTests {
    private func broker(_ batches: Int = 3, partitions: Int32 = 2) throws -> TestBroker {
        let broker = try TestBroker()
        try broker.createTopic("t", partitions: partitions)
        for _ in 0..<batches { try broker.produce(TestBroker.batch("x", "y"), to: "t") }
        return broker
    }

    private func id(_ broker: TestBroker) throws -> Uuid {
        try #require(broker.engine.memoryLogs.values.first?.topicId)
    }

    @Test(arguments: 4...18 as ClosedRange<Int16>)
    func `the hand-written response equals the generated one`(version: Int16) throws {
        let broker = try broker()
        let topicId = try id(broker)
        broker.engine.memoryLogs[TopicPartition(topic: "t", partition: 0)]?.abortedTransactions = [
            AbortedTransaction(producerId: 7, firstOffset: 2)
        ]
        var request = FetchRequest(
            "t", id: topicId,
            [.init(0, at: 0), .init(1, at: 0), .init(9, at: 0), .init(0, at: 50)],
            session: (0, 0))
        request.isolationLevel = 1
        request.topics[0].partitions[1].lastFetchedEpoch = 0
        request.topics[0].partitions[1].fetchOffset = 5
        var more = request.topics[0]
        more.topic = "other"
        more.topicId = Uuid(high: 5, low: 6)
        request.topics.append(more)
        let effects = broker.send(request, version: version)
        let reply = try #require(effects.first?.reply(to: 1))
        let answer = try TestBroker.decode(reply, as: FetchResponse.self)
        let again = Frame.encodeResponse(
            answer, version: version, correlationId: reply.correlationId)
        #expect(try reply.flattened() == again)
        #expect(answer.partitions.contains { ($0.divergingEpoch != nil) == (version >= 12) })
    }

    @Test
    func `what was stored comes back as it is, from the batch that holds the offset`() throws {
        let broker = try broker()
        let batch = try TestBroker.batch("x", "y")
        let answer = try broker.ask(FetchRequest("t", [.init(at: 3)]), version: 12).partitions[0]
        #expect(answer.highWatermark == 6)
        #expect(answer.lastStableOffset == 6)
        #expect(answer.logStartOffset == 0)
        #expect(answer.abortedTransactions == nil)
        let records = try #require(answer.records)
        #expect(records.count == 2 * batch.count)
        #expect(records.dropFirst(17).prefix(20) == batch.dropFirst(17).prefix(20))
    }

    @Test
    func `limits hold, except for the first batch of the first partition with data`() throws {
        let broker = try broker(partitions: 3)
        try broker.produce(TestBroker.batch("z"), to: "t", partition: 1)
        let size = try TestBroker.batch("x", "y").count
        for request in [
            FetchRequest("t", [.init(2, at: 0), .init(0, at: 0), .init(1, at: 0)], max: 0),
            FetchRequest(
                "t", [.init(2, at: 0), .init(0, at: 0, max: 1), .init(1, at: 0, max: 1)]),
        ] {
            let counts = try broker.ask(request, version: 12).partitions.map {
                $0.records?.count ?? 0
            }
            #expect(counts == [0, size, 0])
        }
    }

    @Test
    func `offsets outside the log and unknown places are told apart`() throws {
        let broker = try broker()
        func code(_ partition: FetchRequest.FetchPartition, _ topic: String = "t") throws -> Int16 {
            try broker.ask(FetchRequest(topic, [partition]), version: 12).partitions[0].errorCode
        }
        #expect(try code(.init(at: 6)) == 0)
        #expect(try code(.init(at: 7)) == 1)
        #expect(try code(.init(at: -5)) == 1)
        #expect(try code(.init(9, at: 0)) == 3)
        #expect(try code(.init(at: 0), "none") == 3)
        var epoch = FetchRequest.FetchPartition(at: 0)
        epoch.currentLeaderEpoch = 1
        #expect(try code(epoch) == 75)
        epoch.currentLeaderEpoch = 0
        #expect(try code(epoch) == 0)
        let unknown = FetchRequest("", id: Uuid(high: 1, low: 1), [.init(at: 0)])
        #expect(try broker.ask(unknown, version: 13).partitions[0].errorCode == 100)
        let again = try broker.restarted()
        let fenced = FetchRequest("t", [epoch])
        #expect(try again.ask(fenced, version: 12).partitions[0].errorCode == 74)
    }

    @Test
    func `a client ahead of the log learns where they part`() throws {
        let broker = try broker()
        var partition = FetchRequest.FetchPartition(at: 50)
        partition.lastFetchedEpoch = 0
        let answer = try broker.ask(FetchRequest("t", [partition]), version: 12).partitions[0]
        #expect(answer.errorCode == 0)
        #expect(answer.divergingEpoch?.epoch == 0)
        #expect(answer.divergingEpoch?.endOffset == 6)
        #expect(answer.records?.count == 0)
        partition.lastFetchedEpoch = 5
        let unknown = try broker.ask(FetchRequest("t", [partition]), version: 12).partitions[0]
        #expect(unknown.errorCode == 1)
    }

    @Test
    func `followers and unknown isolation levels are refused`() throws {
        let broker = try broker()
        var request = FetchRequest("t", [.init(at: 0)])
        request.replicaId = 1
        #expect(try broker.ask(request, version: 12).partitions[0].errorCode == 6)
        request.replicaId = -1
        request.isolationLevel = 5
        let answer = try broker.ask(request, version: 12)
        #expect(answer.errorCode == -1)
        #expect(answer.partitions[0].errorCode == -1)
    }

    @Test
    func `read committed ends at the last stable offset and lists what was aborted`() throws {
        let broker = try broker()
        let log = try #require(
            broker.engine.memoryLogs[TopicPartition(topic: "t", partition: 0)])
        log.stableLimit = 2
        log.abortedTransactions = [AbortedTransaction(producerId: 9, firstOffset: 0)]
        var request = FetchRequest("t", [.init(at: 0)])
        request.isolationLevel = 1
        let answer = try broker.ask(request, version: 12).partitions[0]
        #expect(answer.lastStableOffset == 2)
        #expect(answer.records?.count == (try TestBroker.batch("x", "y").count))
        #expect(answer.abortedTransactions?.map(\.producerId) == [9])
    }
}
