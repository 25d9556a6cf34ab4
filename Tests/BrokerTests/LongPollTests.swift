// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages
import Testing

struct LongPollTests {
    private func broker() throws -> TestBroker {
        let broker = try TestBroker()
        try broker.createTopic("t", partitions: 2)
        return broker
    }

    private let waiting = FetchRequest("t", [.init(at: 0)], wait: 500, min: 1)

    private func records(_ effect: Effect?, of connection: UInt64) throws -> Int {
        let reply = try #require(effect?.reply(to: connection))
        return try TestBroker.decode(reply, as: FetchResponse.self).partitions
            .reduce(0) { $0 + ($1.records?.count ?? 0) }
    }

    @Test
    func `a fetch without data is parked until its time is up, and not before`() throws {
        let broker = try broker()
        broker.now = 1000
        #expect(broker.send(waiting, version: 12).map(\.isPark) == [true])
        _ = broker.broker.tick(now: 1000)
        #expect(broker.broker.nextDeadline == 1500)
        #expect(broker.broker.tick(now: 1499).isEmpty)
        let effects = broker.broker.tick(now: 1500)
        #expect(effects.count == 1)
        #expect(try records(effects.first, of: 1) == 0)
        #expect(broker.broker.tick(now: 3000).isEmpty)
    }

    @Test
    func `an append wakes those who wait for its partition, once each`() throws {
        let broker = try broker()
        _ = broker.send(waiting, version: 12, on: 1)
        _ = broker.send(FetchRequest("t", [.init(1, at: 0)], wait: 500, min: 1), version: 12, on: 2)
        _ = broker.send(waiting, version: 12, on: 3)
        let batch = try TestBroker.batch("a")
        let effects = broker.send(TestBroker.produceRequest(batch, to: "t"), version: 9, on: 4)
        #expect(effects.count == 3)
        #expect(effects[0].reply(to: 4) != nil)
        #expect(try records(effects[1], of: 1) == batch.count)
        #expect(try records(effects[2], of: 3) == batch.count)
        #expect(broker.broker.tick(now: 10_000).compactMap { $0.reply(to: 2) }.count == 1)
    }

    @Test
    func `enough means min bytes, which never exceeds max bytes`() throws {
        let broker = try broker()
        let batch = try TestBroker.batch("a")
        let produce = TestBroker.produceRequest(batch, to: "t")
        let request = FetchRequest(
            "t", [.init(at: 0)], wait: 500, min: Int32(2 * batch.count))
        #expect(broker.send(request, version: 12).map(\.isPark) == [true])
        #expect(broker.send(produce, version: 9, on: 2).count == 1)
        let effects = broker.send(produce, version: 9, on: 2)
        #expect(try records(effects.last, of: 1) == 2 * batch.count)
        let greedy = FetchRequest("t", [.init(at: 0)], wait: 500, min: 1 << 20, max: 10)
        #expect(broker.send(greedy, version: 12).first?.reply(to: 1) != nil)
    }

    @Test
    func `nothing is waited for without wait, without minimum or without a partition`() throws {
        let broker = try broker()
        for request in [
            FetchRequest("t", [.init(at: 0)], wait: 0, min: 1),
            FetchRequest("t", [.init(at: 0)], wait: -5, min: 1),
            FetchRequest("t", [.init(at: 0)], wait: 500, min: 0),
            FetchRequest("t", [.init(9, at: 0)], wait: 500, min: 1),
            FetchRequest("t", [], wait: 500, min: 1),
            FetchRequest("t", [.init(at: 0), .init(1, at: 77)], wait: 500, min: 1),
        ] {
            #expect(broker.send(request, version: 12).first?.reply(to: 1) != nil)
        }
    }

    @Test
    func `deleting the topic answers who waits for it`() throws {
        let broker = try broker()
        _ = broker.send(waiting, version: 12)
        var delete = DeleteTopicsRequest()
        delete.topicNames = ["t"]
        let effects = broker.send(delete, version: 5, on: 2)
        let reply = try #require(effects.last?.reply(to: 1))
        let answer = try TestBroker.decode(reply, as: FetchResponse.self)
        #expect(answer.partitions.map(\.errorCode) == [3])
    }

    @Test
    func `a closed connection waits for nothing`() throws {
        let broker = try broker()
        _ = broker.send(waiting, version: 12)
        broker.broker.connectionClosed(TestBroker.connection(1))
        let produce = TestBroker.produceRequest(try TestBroker.batch("a"), to: "t")
        #expect(broker.send(produce, version: 9, on: 2).count == 1)
        #expect(broker.broker.tick(now: 10_000).isEmpty)
    }
}
