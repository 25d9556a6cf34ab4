// SPDX-License-Identifier: Apache-2.0

import Bytes
import Synchronization
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct StreamConnectionTests {
    @Test func `frames sent byte by byte are answered`() async throws {
        let server = try await EchoServer()
        let frames = [pattern(5), ByteSlice.empty, pattern(17)]
        let echoed = try await offPool {
            let peer = try Peer(port: server.port)
            for frame in frames {
                for byte in EchoServer.sized(frame).array { try peer.send([byte]) }
            }
            return try frames.map { _ in try peer.receiveFrame() }
        }
        #expect(echoed == frames)
    }

    @Test func `frames that arrive together are answered in order`() async throws {
        let server = try await EchoServer()
        let frames = (0..<500).map { pattern($0 * 7 % 901, seed: $0 + 1) }
        let echoed = try await offPool {
            let peer = try Peer(port: server.port)
            var writer = ByteWriter()
            for frame in frames { writer.write(EchoServer.sized(frame)) }
            try peer.send(writer.finish())
            return try frames.map { _ in try peer.receiveFrame() }
        }
        #expect(echoed == frames)
    }

    @Test(arguments: [65_532, 262_140, 262_144, 5_000_000])
    func `large frames arrive whole`(bytes: Int) async throws {
        let server = try await EchoServer()
        let frames = [pattern(bytes), pattern(3), pattern(bytes, seed: 2)]
        let echoed = try await offPool {
            let peer = try Peer(port: server.port)
            var echoed: [ByteSlice?] = []
            for frame in frames {
                try peer.send(EchoServer.sized(frame))
                echoed.append(try peer.receiveFrame())
            }
            return echoed
        }
        #expect(echoed == frames)
    }

    @Test(arguments: [-1, -2, Int32.min, 8 << 20 + 1, Int32.max] as [Int32])
    func `an illegal size closes the stream and says so`(size: Int32) async throws {
        let server = try await EchoServer()
        let rest = try await offPool {
            let peer = try Peer(port: server.port)
            var writer = ByteWriter()
            writer.writeInt32(size)
            try peer.send(writer.finish())
            return try peer.receive(1)
        }
        #expect(rest.isEmpty)
        #expect(
            await server.firstClose() == .illegalLength(announced: size, bytesMax: 8 << 20))
    }

    @Test func `replies still reach a peer that has shut down its side`() async throws {
        let server = try await EchoServer(
            answer: { stream, frame in
                // Answered only once the end has been seen.
                stream.loop.schedule(after: .milliseconds(20)) {
                    stream.send(EchoServer.sized(frame))
                    stream.closeAfterFlush()
                }
            }, onEnd: { _ in })
        let (frame, rest) = try await offPool {
            let peer = try Peer(port: server.port)
            try peer.send(EchoServer.sized(pattern(9)))
            peer.shutdownWrite()
            return (try peer.receiveFrame(), try peer.receive(1))
        }
        #expect(frame == pattern(9))
        #expect(rest.isEmpty)
        #expect(await server.firstClose() == .local)
    }

    @Test func `an end within a frame is told`() async throws {
        let server = try await EchoServer()
        try await offPool {
            let peer = try Peer(port: server.port)
            try peer.send([0, 0, 0, 9, 1, 2])
        }
        #expect(await server.firstEnding() == .ended(midFrame: true))
    }

    @Test func `a reset is told`() async throws {
        let server = try await EchoServer()
        try await offPool {
            let peer = try Peer(port: server.port)
            try peer.send(EchoServer.sized(pattern(9)))
            _ = try peer.receiveFrame()
            peer.resetOnClose()
        }
        guard case .broken = await server.firstClose() else {
            Issue.record("no reset seen")
            return
        }
    }

    @Test func `a peer that leaves while it is being sent to costs one stream`() async throws {
        let large = EchoServer.sized(pattern(1 << 20))
        let server = try await EchoServer(answer: { stream, _ in
            for _ in 0..<64 { stream.send(large) }
        })
        try await offPool {
            let peer = try Peer(port: server.port)
            try peer.send(EchoServer.sized(pattern(9)))
            _ = try peer.receive(100)
        }
        guard case .broken = await server.firstClose() else {
            Issue.record("no broken stream seen")
            return
        }
        let rest = try await offPool {
            try Peer(port: server.port).send(EchoServer.sized(pattern(1)))
            return true
        }
        #expect(rest)
    }

    @Test func `a slow reader stops the stream from reading, and nothing is lost`() async throws {
        let most = HighWater()
        let body = EchoServer.sized(pattern(256 << 10))
        let server = try await EchoServer(answer: { stream, _ in
            stream.send(body)
            most.raise(to: stream.queuedBytes)
        })
        let requests = 200
        let whole = try await offPool {
            let peer = try Peer(port: server.port, receiveBufferBytes: 64 << 10)
            for _ in 0..<requests { try peer.send(EchoServer.sized(pattern(64))) }
            var whole = 0
            for _ in 0..<requests where try peer.receive(body.count) == body { whole += 1 }
            return whole
        }
        #expect(whole == requests)
        let limit = StreamConfiguration(framing: .raw).outputHighWater
        #expect(most.value > limit / 2)
        #expect(most.value <= limit + body.count)
    }

    @Test func `paused reading delivers nothing, and resumes with what had come`() async throws {
        let server = try await EchoServer(answer: { stream, frame in
            stream.send(EchoServer.sized(frame))
            stream.pauseReading()
            stream.loop.schedule(after: .milliseconds(5)) { stream.resumeReading() }
        })
        let frames = (0..<5).map { pattern(10, seed: $0 + 1) }
        let echoed = try await offPool {
            let peer = try Peer(port: server.port)
            var writer = ByteWriter()
            for frame in frames { writer.write(EchoServer.sized(frame)) }
            try peer.send(writer.finish())
            return try frames.map { _ in try peer.receiveFrame() }
        }
        #expect(echoed == frames)
    }

    @Test func `sixty-four connections at once are served`() async throws {
        let server = try await EchoServer()
        let good = try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<64 {
                group.addTask {
                    try await offPool {
                        let peer = try Peer(port: server.port)
                        for round in 0..<5 {
                            let body = pattern(index * 300 + round, seed: index * 10 + round)
                            try peer.send(EchoServer.sized(body))
                            if try peer.receiveFrame() != body { return false }
                        }
                        return true
                    }
                }
            }
            return try await group.reduce(into: 0) { if $1 { $0 += 1 } }
        }
        #expect(good == 64)
    }

    @Test func `raw framing delivers bytes as they come`() async throws {
        let server = try await EchoServer(framing: .raw, answer: { $0.send($1) })
        let echoed = try await offPool {
            let peer = try Peer(port: server.port)
            try peer.send(ByteSlice(utf8: "GET / HTTP/1.0\r\n\r\n"))
            return try peer.receive(18)
        }
        #expect(echoed.text == "GET / HTTP/1.0\r\n\r\n")
    }
}

/// The largest number seen.
private final class HighWater: Sendable {
    private let most = Mutex(0)
    var value: Int { most.withLock { $0 } }
    func raise(to number: Int) { most.withLock { $0 = max($0, number) } }
}
