// SPDX-License-Identifier: Apache-2.0

import Broker
import BrokerServer
import Bytes
import LogContract
import Messages
import Synchronization
import TestSupport
import Testing
import Transport

/// Frames that came together with a write are held for a moment: neither what a client leaves unread
/// nor the order of its answers may suffer from it.
struct HeldFramesTests {
    /// What a handler did, seen from outside.
    final class Tally: Sendable {
        let handled = Mutex(0)
    }

    /// Answers every frame with `answerBytes`, after parking it where it should.
    final class Answering: RequestHandler {
        let requestBytesMax = 1 << 20
        let nextDeadline = Int64.max
        private let tally: Tally
        private let answerBytes: Int
        private let parks: Bool

        init(_ tally: Tally, answerBytes: Int, parks: Bool) {
            self.tally = tally
            self.answerBytes = answerBytes
            self.parks = parks
        }

        func handle(_ frame: ByteSlice, from connection: ConnectionId, now: Int64) -> [Effect] {
            let number = tally.handled.withLock { handled in
                handled += 1
                return Int32(handled)
            }
            var writer = ByteWriter(capacity: answerBytes)
            writer.write(Int32(answerBytes - 4))
            writer.write(number)
            writer.write(ByteSlice([UInt8](repeating: 0, count: answerBytes - 8)))
            let reply = Reply(
                apiKey: 0, version: 0, correlationId: number, parts: [.bytes(writer.finish())])
            return (parks ? [.park(connection)] : []) + [.reply(connection, reply)]
        }

        func tick(now: Int64) -> [Effect] { [] }
        func connectionClosed(_ connection: ConnectionId) {}
    }

    private func serve(
        _ tally: Tally, answerBytes: Int, parks: Bool, _ body: (SlowReader) async throws -> Void
    ) async throws {
        let folder = try TemporaryDirectory()
        let settings = ServerSettings(
            host: "127.0.0.1", port: 0, dataDirectory: folder.path,
            config: try BrokerConfig(properties: [:]))
        let running = try await RunningBroker.start(
            settings,
            wrapping: BrokerWrapping(handler: { _ in
                Answering(tally, answerBytes: answerBytes, parks: parks)
            }))
        do {
            try await body(SlowReader(port: running.address.port))
        } catch {
            try? await running.stop()
            throw error
        }
        try await running.stop()
    }

    /// One frame of `api` with nothing behind its header.
    private func frame(_ api: Int16) -> ByteSlice {
        var writer = ByteWriter(capacity: 14)
        writer.write(Int32(10))
        writer.write(api)
        writer.write(Int16(0))
        writer.write(Int32(0))
        writer.write(Int16(-1))
        return writer.finish()
    }

    private func frames(_ apis: [Int16]) -> ByteSlice {
        var writer = ByteWriter(capacity: 14 * apis.count)
        for api in apis { writer.write(frame(api)) }
        return writer.finish()
    }

    @Test func `behind a write too, a client that reads nothing is asked for no more`() async throws
    {
        let tally = Tally()
        try await serve(tally, answerBytes: 64 << 10, parks: false) { client in
            client.send(frames([0] + [Int16](repeating: 3, count: 4000)))
            try await Task.sleep(for: .milliseconds(500))
            // 4 MiB may be queued, and the sockets hold some.
            let handled = tally.handled.withLock { $0 }
            #expect((10..<400).contains(handled), "\(handled)")
        }
    }

    @Test func `a write that is parked and answered at once is handled once`() async throws {
        let tally = Tally()
        try await serve(tally, answerBytes: 16, parks: true) { client in
            client.send(frames([0, 0, 0, 3, 0, 0]))
            for number in 1...6 {
                var reader = ByteReader(client.receive())
                let answered = try reader.readInt32()
                #expect(answered == Int32(number))
            }
            let handled = tally.handled.withLock { $0 }
            #expect(handled == 6)
        }
    }
}
