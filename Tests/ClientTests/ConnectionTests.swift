// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Foundation
import Messages
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct ConnectionTests {
    /// Echoes each frame.
    private func echo() async throws -> FakeBroker {
        try await FakeBroker { stream, frame in stream.send(FakeBroker.sized(frame)) }
    }

    private func frame(_ correlationId: Int32, _ rest: String = "") -> ByteSlice {
        Frame.sized { writer in
            writer.writeInt32(correlationId)
            writer.write(ByteSlice(utf8: rest))
        }
    }

    @Test(arguments: [
        SendPattern.whole, .byteByByte, .pieces(bytes: 3, gap: .milliseconds(1)),
    ])
    func `raw bytes leave however they are cut, and are recorded`(
        pattern: SendPattern
    ) async throws {
        let broker = try await echo()
        var options = ConnectionOptions()
        options.transcript = Transcript()
        let connection = try await Connection.connect(to: broker.address, options: options)
        let bytes = frame(9, "some text")
        let sent = try await connection.sendRaw(bytes, pattern)
        #expect(sent == bytes.count)
        #expect(options.transcript?.proves(sent: bytes) == true)
        #expect(options.transcript?.proves(sent: ByteSlice(utf8: "other")) == false)
        #expect(try await connection.receiveFrame() == bytes.dropFirst(4))
        #expect(options.transcript?.bytes(.received) == bytes)
        connection.close()
    }

    @Test func `pipelined round trips are answered in order`() async throws {
        let broker = try await echo()
        let connection = try await Connection.connect(to: broker.address)
        let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
            for id in Int32(1)...200 {
                group.addTask {
                    let bytes = Frame.sized { $0.writeInt32(id) }
                    return try await connection.roundTrip(frame: bytes, correlationId: id)
                        == bytes.dropFirst(4)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: true, count: 200))
    }

    @Test func `frames sent by hand wait in order for whoever reads`() async throws {
        let broker = try await echo()
        let connection = try await Connection.connect(to: broker.address)
        try await connection.sendRaw([frame(1), frame(2), frame(3)])
        for id in Int32(1)...3 {
            #expect(try await connection.receiveFrame() == frame(id).dropFirst(4))
        }
    }

    @Test func `an answer to another request is a mismatch`() async throws {
        let broker = try await FakeBroker { stream, _ in
            stream.send(Frame.sized { $0.writeInt32(99) })
        }
        let connection = try await Connection.connect(to: broker.address)
        await #expect {
            try await connection.roundTrip(frame: frame(5), correlationId: 5)
        } throws: { error in
            guard case ClientError.correlationMismatch(5, 99, _) = error else { return false }
            return true
        }
    }

    @Test func `a late answer does not pass for the next one`() async throws {
        let broker = try await FakeBroker { stream, frame in
            let delay = frame[3] == 1 ? Duration.milliseconds(60) : .milliseconds(80)
            stream.loop.schedule(after: delay) { stream.send(FakeBroker.sized(frame)) }
        }
        let connection = try await Connection.connect(to: broker.address)
        await #expect(throws: ClientError.self) {
            try await connection.roundTrip(
                frame: frame(1), correlationId: 1, timeout: .milliseconds(10))
        }
        let answer = try await connection.roundTrip(frame: frame(2), correlationId: 2)
        #expect(answer == frame(2).dropFirst(4))
    }

    @Test func `a silent server is a deadline, and cancelling ends a wait at once`() async throws {
        let broker = try await FakeBroker { _, _ in }
        let connection = try await Connection.connect(to: broker.address)
        await #expect(
            throws: ClientError.timedOut(what: "receiving", after: .milliseconds(20))
        ) {
            try await connection.receiveFrame(timeout: .milliseconds(20))
        }
        let waiting = Task { try await connection.receiveFrame(timeout: .seconds(60)) }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(await connection.isOpen)
    }

    @Test func `closes are told apart`() async throws {
        let broker = try await FakeBroker { stream, frame in
            switch frame.text {
            case "close": stream.close()
            case "reset": stream.reset()
            case "cut":
                stream.send([0, 0, 0, 9, 1])
                stream.closeAfterFlush()
            default: break
            }
        }
        for (word, ending) in [
            ("close", Ending.closedByPeer(midFrame: false)),
            ("cut", .closedByPeer(midFrame: true)),
            ("reset", .reset(errno: 104)),
        ] {
            let connection = try await Connection.connect(to: broker.address)
            try await connection.sendRaw(FakeBroker.sized(ByteSlice(utf8: word)))
            let seen = try await connection.waitForClose(timeout: .seconds(5))
            #expect(seen.ending == ending)
            #expect(seen.isClosedByPeer)
            await #expect(throws: ClientError.self) { try await connection.receiveFrame() }
        }
        let quiet = try await Connection.connect(to: broker.address)
        let seen = try await quiet.waitForClose(timeout: .milliseconds(20))
        #expect(seen.isStillOpen)
        #expect(seen.after >= .milliseconds(20))
    }

    @Test func `half-closing lets the answer come back`() async throws {
        let broker = try await echo()
        let connection = try await Connection.connect(to: broker.address)
        try await connection.sendRaw(frame(3))
        try await connection.shutdownWrite()
        #expect(try await connection.receiveFrame() == frame(3).dropFirst(4))
        let seen = try await connection.waitForClose(timeout: .seconds(5))
        #expect(seen.ending == .closedByPeer(midFrame: false))
        await #expect(throws: ClientError.self) { try await connection.sendRaw(frame(4)) }
    }

    @Test func `an illegal answer size is refused without reading on`() async throws {
        let broker = try await FakeBroker { stream, _ in stream.send([0x80, 0, 0, 1]) }
        let connection = try await Connection.connect(to: broker.address)
        await #expect(throws: ClientError.illegalFrame(announced: Int32.min + 1)) {
            try await connection.roundTrip(frame: frame(1), correlationId: 1)
        }
    }

    @Test func `nobody there is one line`() async throws {
        let broker = try await echo()
        let gone = broker.address
        broker.loop.stop()
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                broker.loop.join()
                continuation.resume()
            }
        }
        await #expect(throws: ClientError.self) {
            try await Connection.connect(to: gone, timeout: .seconds(2))
        }
        let nowhere = Address(host: "no-such-name.invalid", port: 9092)
        await #expect {
            try await Connection.connect(to: nowhere)
        } throws: { error in
            guard case ClientError.unresolvable = error else { return false }
            return "\(error)".contains("no-such-name.invalid")
        }
    }

    @Test func `resolve overrides spare the look-up`() async throws {
        let broker = try await echo()
        var options = ConnectionOptions()
        options.resolve = ["kafka.invalid": "127.0.0.1"]
        let address = Address(host: "kafka.invalid", port: broker.address.port)
        let connection = try await Connection.connect(to: address, options: options)
        #expect(await connection.isOpen)
    }

    @Test func `a transcript keeps what its limit allows and hashes the rest`() async throws {
        let broker = try await echo()
        var options = ConnectionOptions()
        options.transcript = Transcript(bytesMax: 100)
        let connection = try await Connection.connect(to: broker.address, options: options)
        let bytes = FakeBroker.sized(ByteSlice(Array(repeating: UInt8(5), count: 1000)))
        try await connection.sendRaw(bytes)
        _ = try await connection.receiveFrame()
        let sent = options.transcript?.sent
        #expect(sent?.bytes == 1004)
        #expect(sent?.bytesKept == 100)
        #expect(sent?.checksum == CRC32C.checksum(bytes))
        #expect(options.transcript?.proves(sent: ByteSlice(utf8: "zzz")) == nil)
        #expect(options.transcript?.received.bytes == 1004)
    }

    @Test func `sixty-four connections at once work`() async throws {
        let broker = try await echo()
        let good = try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in Int32(0)..<64 {
                group.addTask {
                    let connection = try await Connection.connect(to: broker.address)
                    defer { connection.close() }
                    let bytes = Frame.sized { $0.writeInt32(index) }
                    return try await connection.roundTrip(frame: bytes, correlationId: index)
                        == bytes.dropFirst(4)
                }
            }
            return try await group.reduce(into: 0) { if $1 { $0 += 1 } }
        }
        #expect(good == 64)
    }
}
