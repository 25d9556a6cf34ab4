// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages
import Testing

/// Acknowledgements of an engine that needs flushes.
struct DurableProduceTests {
    private func broker() throws -> TestBroker {
        let engine = MemoryEngine()
        engine.needsFlush = true
        let broker = try TestBroker(engine: engine)
        try broker.createTopic("t")
        return broker
    }

    private func produce(
        to broker: TestBroker, on connection: UInt64, acks: Int16 = 1
    ) throws -> [Effect] {
        broker.send(
            TestBroker.produceRequest(try TestBroker.batch("a"), to: "t", acks: acks), version: 9,
            on: connection)
    }

    private func answer(
        _ effects: [Effect], to connection: UInt64
    ) throws -> ProduceResponse.PartitionProduceResponse {
        let reply = try #require(effects.compactMap { $0.reply(to: connection) }.first)
        let response = try TestBroker.decode(reply, as: ProduceResponse.self)
        return try #require(response.responses.first?.partitionResponses.first)
    }

    @Test(arguments: [1, -1] as [Int16])
    func `an acknowledgement waits for the flush, and so do consumers`(acks: Int16) throws {
        let broker = try broker()
        #expect(try produce(to: broker, on: 1, acks: acks).contains { $0.isPark })
        let log = try #require(broker.engine.memoryLogs.values.first)
        #expect(log.highWatermark == 0)
        let job = try #require(broker.broker.takeFlush())
        #expect(try produce(to: broker, on: 2, acks: acks).contains { $0.isPark })
        let effects = broker.broker.finishFlush(job, error: job.run(), now: 0)
        #expect(try answer(effects, to: 1).baseOffset == 0)
        #expect(log.highWatermark == log.durableOffset)
    }

    @Test func `acks 0 waits for nothing`() throws {
        let broker = try broker()
        #expect(try produce(to: broker, on: 1, acks: 0).contains { $0.isSilence })
    }

    @Test func `what a failed flush leaves in doubt is not acknowledged`() throws {
        let broker = try broker()
        _ = try produce(to: broker, on: 1)
        let job = try #require(broker.broker.takeFlush())
        let effects = broker.broker.finishFlush(
            job, error: StorageError(.io, operation: "fdatasync", path: "x"), now: 0)
        let answer = try answer(effects, to: 1)
        #expect(answer.errorCode == ErrorCode.kafkaStorageError.rawValue)
        #expect(answer.baseOffset == -1)
    }

    /// What makes the broker look whether the directory still works.
    enum Occasion: CaseIterable {
        case request, tick, endOfFlush
    }

    @Test(arguments: Occasion.allCases)
    func `what waits for a flush that never comes is refused`(_ occasion: Occasion) throws {
        let broker = try broker()
        _ = try produce(to: broker, on: 1)
        let job = try #require(broker.broker.takeFlush())
        _ = try produce(to: broker, on: 2)
        // Something else than the flush under way takes the directory offline.
        broker.engine.failure = StorageError(.io, operation: "pwrite", path: "y")
        let effects =
            switch occasion {
            case .request: broker.send(MetadataRequest(), version: 12, on: 3)
            case .tick: broker.broker.tick(now: 1)
            case .endOfFlush: broker.broker.finishFlush(job, error: nil, now: 1)
            }
        let refused = try answer(effects, to: 2)
        #expect(refused.errorCode == ErrorCode.kafkaStorageError.rawValue)
        #expect(refused.baseOffset == -1)
        #expect(broker.broker.tick(now: 2).isEmpty)
    }

    @Test func `what was durable before the directory went offline is acknowledged`() throws {
        let broker = try broker()
        _ = try produce(to: broker, on: 1)
        let job = try #require(broker.broker.takeFlush())
        broker.engine.failure = StorageError(.io, operation: "pwrite", path: "y")
        let answer = try answer(broker.broker.finishFlush(job, error: nil, now: 1), to: 1)
        #expect(answer.errorCode == 0)
        #expect(answer.baseOffset == 0)
    }

    @Test func `flush.ms brings the engine's next tick forward`() throws {
        let broker = try TestBroker()
        try broker.createTopic("t", configs: ["flush.ms": "100"])
        try broker.createTopic("u")
        _ = broker.broker.tick(now: broker.now)
        broker.now = 1000
        try broker.produce(TestBroker.batch("a"), to: "u")
        #expect(broker.broker.nextDeadline > 5000)
        try broker.produce(TestBroker.batch("a"), to: "t")
        #expect(broker.broker.nextDeadline == 1100)
        broker.now = 1050
        try broker.produce(TestBroker.batch("a"), to: "t")
        #expect(broker.broker.nextDeadline == 1100)
    }

    @Test func `a client that left is forgotten`() throws {
        let broker = try broker()
        _ = try produce(to: broker, on: 1)
        broker.broker.connectionClosed(TestBroker.connection(1))
        let job = try #require(broker.broker.takeFlush())
        let effects = broker.broker.finishFlush(job, error: nil, now: 0)
        #expect(effects.isEmpty)
    }
}
