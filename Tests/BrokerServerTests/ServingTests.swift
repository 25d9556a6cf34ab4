// SPDX-License-Identifier: Apache-2.0

import BrokerServer
import Bytes
import Client
import Messages
import Records
import Testing

struct ServingTests {
    /// Small answers are copied, large ones leave by `sendfile`.
    @Test(arguments: [10, 100_000, 900_000])
    func `what is produced comes back`(bytes: Int) async throws {
        try await ServedBroker.run { broker in
            let connection = try await broker.connect(creating: "t")
            let value = ByteSlice(repeatElement(UInt8(ascii: "v"), count: bytes))
            let request = try ServedBroker.produce([value, value.prefix(5)], to: "t")
            for round in 0..<3 as Range<Int64> {
                let answer = try await connection.roundTrip(request, version: 9).message
                let partition = try #require(answer.responses.first?.partitionResponses.first)
                #expect(partition.errorCode == (bytes > 1_000_000 ? 10 : 0))
                #expect(partition.baseOffset == 2 * round)
            }
            let fetch = ServedBroker.fetch("t", at: 3)
            let records = try await connection.roundTrip(fetch, version: 12).message.records
            let batch = try #require(request.topicData[0].partitionData[0].records)
            #expect(records.count == 2 * batch.count)
            let first = try RecordBatchView(records)
            #expect(first.baseOffset == 2)
            try first.checkCRC()
            #expect(first.payload == batch.dropFirst(61))
        }
    }

    @Test
    func `requests of one connection are answered in order, a waiting one holds the others`()
        async throws
    {
        try await ServedBroker.run { broker in
            let connection = try await broker.connect(creating: "t")
            let waiting = connection.start(
                ServedBroker.fetch("t", at: 0, wait: 10_000), version: 12)
            let behind = connection.start(ServedBroker.allTopics, version: 12)
            let other = try await broker.connect()
            _ = try await other.roundTrip(
                ServedBroker.produce([ByteSlice(utf8: "woken")], to: "t"), version: 9)
            #expect(try await !waiting.reply().message.records.isEmpty)
            #expect(try await behind.reply().message.topics.map(\.name) == ["t"])
        }
    }

    @Test
    func `a wait ends on time`() async throws {
        try await ServedBroker.run { broker in
            let connection = try await broker.connect(creating: "t")
            let clock = ContinuousClock()
            let taken = try await clock.measure {
                let answer = try await connection.roundTrip(
                    ServedBroker.fetch("t", at: 0, wait: 100), version: 12)
                #expect(try answer.message.records.isEmpty)
            }
            #expect(taken >= .milliseconds(99))
        }
    }

    @Test
    func `replies still come after the client has closed its sending side`() async throws {
        try await ServedBroker.run { broker in
            let connection = try await broker.connect(creating: "t")
            let waiting = connection.start(
                ServedBroker.fetch("t", at: 0, wait: 50), version: 12)
            let last = connection.start(ServedBroker.allTopics, version: 12)
            try await connection.shutdownWrite()
            #expect(try await waiting.reply().message.errorCode == 0)
            #expect(try await last.reply().message.topics.count == 1)
            _ = try await connection.waitForClose(timeout: .seconds(5))
        }
    }

    @Test
    func `acks 0 brings no answer, and the next answer is the next one`() async throws {
        try await ServedBroker.run { broker in
            let connection = try await broker.connect(creating: "t")
            try await connection.send(
                ServedBroker.produce([ByteSlice(utf8: "a")], to: "t", acks: 0), version: 9)
            let fetch = ServedBroker.fetch("t", at: 0, wait: 1000)
            #expect(try await !connection.roundTrip(fetch, version: 12).message.records.isEmpty)
        }
    }

    @Test
    func `silent connections are closed after their time, waiting ones are not silent`()
        async throws
    {
        try await ServedBroker.run(["connections.max.idle.ms": "3000"]) { broker in
            let busy = try await broker.connect(creating: "t")
            let idle = try await broker.connect()
            let waiting = busy.start(ServedBroker.fetch("t", at: 0, wait: 4200), version: 12)
            _ = try await idle.waitForClose(timeout: .seconds(15))
            #expect(try await waiting.reply().message.errorCode == 0)
        }
    }

    @Test
    func `connections beyond the limit are turned away`() async throws {
        try await ServedBroker.run(["max.connections": "1"]) { broker in
            let first = try await broker.connect(creating: "t")
            let second = try await broker.connect()
            _ = try await second.waitForClose(timeout: .seconds(5))
            #expect(
                try await first.roundTrip(ServedBroker.allTopics, version: 12).message.topics.count
                    == 1)
        }
    }
}
