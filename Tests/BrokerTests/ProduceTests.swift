// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages
import Records
import Testing

struct ProduceTests {
    private func broker() throws -> TestBroker {
        let broker = try TestBroker()
        try broker.createTopic("t", partitions: 2)
        return broker
    }

    @Test(arguments: [3, 5, 8, 9, 12] as [Int16])
    func `offsets count up whatever the version`(version: Int16) throws {
        let broker = try broker()
        let two = try TestBroker.batch("a", "b")
        #expect(try broker.produce(two, to: "t", version: version).baseOffset == 0)
        #expect(try broker.produce(two, to: "t", version: version).baseOffset == 2)
    }

    @Test
    func `version 13 names topics by id`() throws {
        let broker = try broker()
        let id = try #require(broker.engine.memoryLogs.values.first?.topicId)
        var request = TestBroker.produceRequest(try TestBroker.batch("a"), to: "")
        request.topicData[0].topicId = id
        let answer = try broker.ask(request, version: 13)
        #expect(answer.responses[0].topicId == id)
        #expect(answer.responses[0].partitionResponses[0].errorCode == 0)
        request.topicData[0].topicId = Uuid(high: 8, low: 8)
        let unknown = try broker.ask(request, version: 13)
        #expect(unknown.responses[0].partitionResponses[0].errorCode == 100)
    }

    @Test
    func `a refused partition answers for itself, with every number unknown`() throws {
        let broker = try broker()
        var request = TestBroker.produceRequest(try TestBroker.batch("a"), to: "t", partition: 7)
        request.topicData += TestBroker.produceRequest(try TestBroker.batch("a"), to: "t").topicData
        let answers = try broker.ask(request, version: 9).responses.flatMap(\.partitionResponses)
        #expect(answers.map(\.errorCode) == [3, 0])
        #expect(answers[0].baseOffset == -1)
        #expect(answers[0].logAppendTimeMs == -1)
        #expect(answers[0].logStartOffset == -1)
    }

    @Test
    func `records must be one batch of magic 2`() throws {
        let broker = try broker()
        let batch = try TestBroker.batch("a")
        var two = ByteWriter()
        two.write(batch)
        two.write(batch)
        func code(_ records: ByteSlice?) throws -> Int16 {
            try broker.produce(records, to: "t").errorCode
        }
        func patched(_ place: Int, _ byte: UInt8) -> ByteSlice {
            var bytes = batch.array
            bytes[place] = byte
            return ByteSlice(bytes)
        }
        #expect(try code(nil) == 87)
        #expect(try code(.empty) == 87)
        #expect(try code(batch.prefix(17)) == 87)
        #expect(try code(batch.prefix(batch.count - 1)) == 87)
        #expect(try code(two.finish()) == 87)
        #expect(try code(patched(16, 1)) == 87)
        #expect(try code(patched(16, 3)) == 2)
        #expect(try code(patched(8, 0xFF)) == 2)
        #expect(try code(patched(30, 9)) == 2, "the CRC no longer fits")
        #expect(broker.engine.memoryLogs.values.allSatisfy { $0.logEndOffset == 0 })
    }

    @Test
    func `zstd is for version 7 on and transactions for brokers with a coordinator`() throws {
        let broker = try broker()
        var builder = RecordBatchBuilder([Record(value: "x")])
        builder.attributes = 4
        builder.rawPayload = [0]
        #expect(try broker.produce(builder.build(), to: "t", version: 6).errorCode == 76)
        var transactional = RecordBatchBuilder([Record(value: "x")])
        transactional.isTransactional = true
        transactional.producerId = 1
        transactional.producerEpoch = 0
        transactional.baseSequence = 0
        var request = TestBroker.produceRequest(try transactional.build(), to: "t")
        #expect(try code(broker.ask(request, version: 9)) == 53)
        request.transactionalId = "tx"
        #expect(try code(broker.ask(request, version: 9)) == 48)
    }

    private func code(_ response: ProduceResponse) throws -> Int16 {
        try #require(response.responses.first?.partitionResponses.first).errorCode
    }

    @Test
    func `a partition named twice is written once`() throws {
        let broker = try broker()
        var request = TestBroker.produceRequest(try TestBroker.batch("a"), to: "t")
        request.topicData[0].partitionData +=
            TestBroker.produceRequest(
                try TestBroker.batch("b", "c"), to: "t"
            ).topicData[0].partitionData
        let answers = try broker.ask(request, version: 9).responses[0].partitionResponses
        #expect(answers.map(\.baseOffset) == [0])
        #expect(try broker.produce(TestBroker.batch("d"), to: "t").baseOffset == 2)
    }

    @Test
    func `writes to one log that came together are given to it together`() throws {
        let broker = try broker()
        let batch = try TestBroker.batch("a")
        func frame(_ request: ProduceRequest, _ version: Int16 = 9) -> ByteSlice {
            Frame.encodeRequest(request, version: version, correlationId: 1, clientId: nil)
                .dropFirst(4)
        }
        func taken(_ frames: [ByteSlice]) -> (count: Int, offsets: [Int64]) {
            let (effects, count) = broker.broker.handle(
                frames[...], from: TestBroker.connection(1), now: 0)
            let offsets = effects.compactMap { $0.reply(to: 1) }.compactMap { reply in
                try? TestBroker.decode(reply, as: ProduceResponse.self)
                    .responses[0].partitionResponses[0].baseOffset
            }
            return (count, offsets)
        }
        let first = frame(TestBroker.produceRequest(batch, to: "t"))
        let second = frame(TestBroker.produceRequest(batch, to: "t", partition: 1))
        #expect(taken([first, first, first, second, first]) == (3, [0, 1, 2]))
        #expect(taken([second, first]) == (1, [0]))
        // Those that say more than this, or may close the connection, are handled by themselves.
        let silent = frame(TestBroker.produceRequest(batch, to: "t", acks: 0))
        #expect(taken([first, silent, first]) == (1, [3]))
        #expect(taken([first, first, ByteSlice([0])]) == (2, [4, 5]))
        #expect(taken([first]) == (1, [6]))
    }

    @Test
    func `acks 0 is silent, and closes when it failed`() throws {
        let broker = try broker()
        let fine = TestBroker.produceRequest(try TestBroker.batch("a"), to: "t", acks: 0)
        #expect(broker.send(fine, version: 9).map(\.isSilence) == [true])
        let wrong = TestBroker.produceRequest(try TestBroker.batch("a"), to: "none", acks: 0)
        #expect(broker.send(wrong, version: 9).map(\.isClose) == [true])
    }

    @Test(arguments: [2, -2] as [Int16])
    func `other acks are refused for partitions that are there`(acks: Int16) throws {
        let broker = try broker()
        let batch = try TestBroker.batch("a")
        #expect(try broker.produce(batch, to: "t", acks: acks).errorCode == 21)
        #expect(try broker.produce(batch, to: "t", partition: 7, acks: acks).errorCode == 3)
    }

    @Test
    func `record errors name the records`() throws {
        let broker = try broker()
        let log = try #require(
            broker.engine.memoryLogs[TopicPartition(topic: "t", partition: 0)])
        log.refusal = .invalidRecord("two bad", [.init(batchIndex: 1, message: "no key")])
        let answer = try broker.produce(TestBroker.batch("a"), to: "t")
        #expect(answer.errorCode == 87)
        #expect(answer.errorMessage == "two bad")
        #expect(answer.recordErrors.map(\.batchIndex) == [1])
        #expect(answer.recordErrors.map(\.batchIndexErrorMessage) == ["no key"])
        #expect(answer.logStartOffset == 0)
        log.refusal = .messageTooLarge(bytes: 5, bytesMax: 4)
        let large = try broker.produce(TestBroker.batch("a"), to: "t")
        #expect(large.errorCode == 10)
        #expect(large.logStartOffset == -1)
    }
}
