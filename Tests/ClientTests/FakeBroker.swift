// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Transport

/// Something that listens on the loopback and answers each frame as a test says.
final class FakeBroker: Sendable {
    /// Called with the stream and what came (a frame without its size, or raw bytes).
    typealias Answer = @Sendable (StreamConnection, ByteSlice) -> Void

    let loop: EventLoop
    let address: Address

    init(
        framing: StreamConfiguration.Framing = .lengthPrefixed(bytesMax: 8 << 20),
        answer: @escaping Answer
    ) async throws {
        let loop = try EventLoop(name: "fake broker")
        self.loop = loop
        let port: UInt16 = try await withCheckedThrowingContinuation { continuation in
            loop.submit { loop in
                continuation.resume(
                    with: Result {
                        guard let address = SocketAddress(ip: "127.0.0.1", port: 0) else {
                            throw TransportError.timedOut
                        }
                        return try Listener(address, on: loop) { socket in
                            let configuration = StreamConfiguration(framing: framing)
                            let stream = try? StreamConnection(
                                socket, on: loop, configuration: configuration)
                            stream?.start(FakeHandler(answer: answer))
                        }.address.port
                    })
            }
        }
        address = Address(host: "127.0.0.1", port: port)
    }

    deinit { loop.stop() }

    /// A frame with its size before it.
    static func sized(_ body: ByteSlice) -> ByteSlice {
        Frame.sized { $0.write(body) }
    }
}

private final class FakeHandler: StreamHandler {
    private let answer: FakeBroker.Answer

    init(answer: @escaping FakeBroker.Answer) {
        self.answer = answer
    }

    func stream(_ stream: StreamConnection, didReceive frame: ByteSlice) { answer(stream, frame) }
    func streamDidEnd(_ stream: StreamConnection) { stream.closeAfterFlush() }
    func stream(_ stream: StreamConnection, didClose reason: CloseReason) {}
}

extension FakeBroker {
    /// A broker that serves ApiVersions up to `apiVersionsMax` and Metadata with itself, or
    /// `advertised`, as node 7, leader of every partition once a topic was asked for `appearsAfter`
    /// times.
    static func minimal(
        apiVersionsMax: Int16 = 4, advertised: Address? = nil, appearsAfter: Int = 0
    ) async throws -> FakeBroker {
        let state = MinimalBroker(
            apiVersionsMax: apiVersionsMax, advertised: advertised, appearsAfter: appearsAfter)
        return try await FakeBroker { stream, frame in state.answer(stream, frame) }
    }

    /// An ApiVersions response body of a broker that serves it and Metadata.
    static func apiVersions(upTo limit: Int16, error: ErrorCode = .none) -> ApiVersionsResponse {
        var response = ApiVersionsResponse()
        response.errorCode = error.rawValue
        for (key, last) in [(ApiKey.apiVersions, limit), (ApiKey.metadata, 9)] {
            var api = ApiVersionsResponse.ApiVersion()
            api.apiKey = key.rawValue
            api.maxVersion = last
            response.apiKeys.append(api)
        }
        return response
    }
}
