// SPDX-License-Identifier: Apache-2.0

import Bytes
import Transport

/// A listener on a loop of its own whose streams do what a test says, and report what they saw.
final class EchoServer: Sendable {
    /// What a stream saw, in order, over all streams.
    enum Event: Sendable, Equatable {
        case frame(ByteSlice)
        case ended(midFrame: Bool)
        case closed(CloseReason)
    }

    /// What to do with a frame.
    typealias Answer = @Sendable (StreamConnection, ByteSlice) -> Void

    let loop: EventLoop
    let port: UInt16
    let events: AsyncStream<Event>

    init(
        framing: StreamConfiguration.Framing = .lengthPrefixed(bytesMax: 8 << 20),
        answer: @escaping Answer = { stream, frame in stream.send(EchoServer.sized(frame)) },
        onEnd: @escaping @Sendable (StreamConnection) -> Void = { $0.closeAfterFlush() }
    ) async throws {
        let loop = try EventLoop(name: "test")
        let (events, feed) = AsyncStream.makeStream(of: Event.self)
        self.loop = loop
        self.events = events
        port = try await withCheckedThrowingContinuation { continuation in
            loop.submit { loop in
                continuation.resume(
                    with: Result {
                        let configuration = StreamConfiguration(framing: framing)
                        let address = SocketAddress(ip: "127.0.0.1", port: 0)
                        guard let address else { throw TransportError.timedOut }
                        return try Listener(address, on: loop) { socket in
                            let handler = EchoHandler(answer: answer, onEnd: onEnd, feed: feed)
                            let stream = try? StreamConnection(
                                socket, on: loop, configuration: configuration)
                            stream?.start(handler)
                        }.address.port
                    })
            }
        }
    }

    deinit { loop.stop() }

    /// A frame with its size before it.
    static func sized(_ body: ByteSlice) -> ByteSlice {
        var writer = ByteWriter()
        writer.writeInt32(Int32(body.count))
        writer.write(body)
        return writer.finish()
    }

    /// The first event that is not a frame.
    func firstEnding() async -> Event? {
        for await event in events {
            if case .frame = event { continue }
            return event
        }
        return nil
    }

    /// How the first stream to close was closed.
    func firstClose() async -> CloseReason? {
        for await event in events {
            if case .closed(let reason) = event { return reason }
        }
        return nil
    }
}

private final class EchoHandler: StreamHandler {
    private let answer: EchoServer.Answer
    private let onEnd: @Sendable (StreamConnection) -> Void
    private let feed: AsyncStream<EchoServer.Event>.Continuation

    init(
        answer: @escaping EchoServer.Answer, onEnd: @escaping @Sendable (StreamConnection) -> Void,
        feed: AsyncStream<EchoServer.Event>.Continuation
    ) {
        self.answer = answer
        self.onEnd = onEnd
        self.feed = feed
    }

    func stream(_ stream: StreamConnection, didReceive frame: ByteSlice) {
        feed.yield(.frame(frame))
        answer(stream, frame)
    }

    func streamDidEnd(_ stream: StreamConnection) {
        feed.yield(.ended(midFrame: stream.isMidFrame))
        onEnd(stream)
    }

    func stream(_ stream: StreamConnection, didClose reason: CloseReason) {
        feed.yield(.closed(reason))
    }
}
