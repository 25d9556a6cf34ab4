// SPDX-License-Identifier: Apache-2.0

import BrokerServer
import Bytes
import Client
import Messages
import Testing

struct HostileClientTests {
    private func frame(size: Int32, _ rest: ByteSlice = .empty) -> ByteSlice {
        var writer = ByteWriter()
        writer.writeInt32(size)
        writer.write(rest)
        return writer.finish()
    }

    @Test
    func `sizes that cannot be close the connection and nothing else`() async throws {
        try await ServedBroker.run { broker in
            let good = try await broker.connect(creating: "t")
            for size in [-1, .min, 0, 104_857_601, .max] as [Int32] {
                let hostile = try await broker.connect()
                try await hostile.sendRaw(frame(size: size))
                _ = try await hostile.waitForClose(timeout: .seconds(5))
            }
            for text in ["GET / HTTP/1.1\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}"] {
                let hostile = try await broker.connect()
                try await hostile.sendRaw(ByteSlice(utf8: text))
                _ = try await hostile.waitForClose(timeout: .seconds(5))
            }
            let answer = try await good.roundTrip(ServedBroker.allTopics, version: 12)
            #expect(answer.message.topics.count == 1)
        }
    }

    @Test
    func `the answers before a malformed request still arrive`() async throws {
        try await ServedBroker.run { broker in
            let connection = try await broker.connect()
            let good = Frame.encodeRequest(
                ServedBroker.allTopics, version: 1, correlationId: 1, clientId: nil)
            try await connection.sendRaw([good, frame(size: 3, [1, 2, 3])])
            #expect(try await connection.receiveFrame().count > 4)
            _ = try await connection.waitForClose(timeout: .seconds(5))
        }
    }

    @Test
    func `a frame cut off by the end of its connection disturbs nobody`() async throws {
        try await ServedBroker.run { broker in
            let good = try await broker.connect(creating: "t")
            for closes in [true, false] {
                let hostile = try await broker.connect()
                try await hostile.sendRaw(frame(size: 100, [0, 3, 0]))
                if closes { hostile.close() } else { hostile.reset() }
            }
            #expect(
                try await good.roundTrip(ServedBroker.allTopics, version: 12).message.topics.count
                    == 1)
        }
    }

    /// Requests for far more than the socket takes, and nobody reads: what is queued is bounded,
    /// and others are served.
    @Test
    func `a client that does not read holds up nobody else`() async throws {
        try await ServedBroker.run { broker in
            let good = try await broker.connect(creating: "t")
            let value = ByteSlice(repeatElement(7, count: 900_000))
            for _ in 0..<5 {
                _ = try await good.roundTrip(
                    ServedBroker.produce([value], to: "t"), version: 9)
            }
            var options = ConnectionOptions()
            options.inboxBytesMax = 1
            let slow = try await Connection.connect(to: broker.address, options: options)
            let request = Frame.encodeRequest(
                ServedBroker.fetch("t", at: 0), version: 12, correlationId: 1, clientId: nil)
            try await slow.sendRaw(Array(repeating: request, count: 200))
            for _ in 0..<20 {
                #expect(
                    try await good.roundTrip(ServedBroker.allTopics, version: 12).message.topics
                        .count == 1)
            }
            slow.close()
        }
    }

    /// Nobody else may connect while the client that does not read is still there.
    @Test
    func `a client that does not read is closed as one that is silent`() async throws {
        let properties = ["connections.max.idle.ms": "5000", "max.connections": "2"]
        try await ServedBroker.run(properties) { broker in
            let good = try await broker.connect(creating: "t")
            let value = ByteSlice(repeatElement(7, count: 900_000))
            for _ in 0..<5 {
                _ = try await good.roundTrip(ServedBroker.produce([value], to: "t"), version: 9)
            }
            var options = ConnectionOptions()
            options.inboxBytesMax = 1
            let slow = try await Connection.connect(to: broker.address, options: options)
            let request = Frame.encodeRequest(
                ServedBroker.fetch("t", at: 0), version: 12, correlationId: 1, clientId: nil)
            try await slow.sendRaw(Array(repeating: request, count: 20))
            var isThereRoom = false
            let deadline = ContinuousClock.now + .seconds(40)
            while !isThereRoom, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(200))
                _ = try await good.roundTrip(ServedBroker.allTopics, version: 12)
                let third = try await broker.connect()
                isThereRoom =
                    (try? await third.roundTrip(ServedBroker.allTopics, version: 12)) != nil
                third.close()
            }
            #expect(isThereRoom)
            slow.close()
        }
    }

    @Test
    func `a frame that comes bit by bit is not silence`() async throws {
        try await ServedBroker.run(["connections.max.idle.ms": "5000"]) { broker in
            let connection = try await broker.connect()
            let request = Frame.encodeRequest(
                ServedBroker.allTopics, version: 1, correlationId: 1, clientId: nil)
            for position in 0..<request.count {
                try await connection.sendRaw(request[position..<position + 1])
                try await Task.sleep(for: .milliseconds(500))
            }
            #expect(try await connection.receiveFrame().count > 4)
        }
    }
}
