// SPDX-License-Identifier: Apache-2.0

package import Bytes
import Synchronization
import Transport

/// One connection to a broker, usable from many tasks.
///
/// Frames come back in the order they arrive. A round trip takes the frame that carries its
/// correlation id, as long as no older round trip still waits; every other frame waits in the
/// inbox for `receiveFrame`. Responses therefore stay checked even when a test sends by hand on the
/// same connection.
package final class Connection: Sendable {
    package let address: Address
    package let options: ConnectionOptions
    let loop: EventLoop
    let core: LoopBound<ConnectionCore>
    private let lastCorrelationId = Atomic<Int32>(0)
    let negotiated = Mutex<ApiVersionTable?>(nil)

    private init(
        address: Address, options: ConnectionOptions, loop: EventLoop,
        core: LoopBound<ConnectionCore>
    ) {
        self.address = address
        self.options = options
        self.loop = loop
        self.core = core
    }

    deinit {
        let core = core
        loop.submit { _ in core.value.close() }
    }

    package var transcript: Transcript? { options.transcript }

    /// Resolves and connects, all within `timeout`.
    package static func connect(
        to address: Address, timeout: Duration = .seconds(5),
        options: ConnectionOptions = ConnectionOptions()
    ) async throws -> Connection {
        let loop = try options.loop ?? ClientLoop.shared()
        let shot = OneShot<LoopBound<ConnectionCore>>()
        let submitted = loop.submit { loop in
            let host = options.resolve[address.host] ?? address.host
            var configuration = StreamConfiguration(
                framing: .lengthPrefixed(bytesMax: options.responseBytesMax))
            configuration.security = options.security
            configuration.outputHighWater = .max
            loop.connect(
                host: host, port: address.port, within: timeout, configuration: configuration
            ) { result in
                ConnectionCore.complete(shot, with: result, address: address, options: options)
            }
        }
        if !submitted { throw ClientError.stopped }
        let core = try await shot.value()
        return Connection(address: address, options: options, loop: loop, core: core)
    }

    /// A correlation id not used on this connection before (until 2^31 of them are).
    package func nextCorrelationId() -> Int32 {
        lastCorrelationId.wrappingAdd(1, ordering: .relaxed).newValue & Int32.max
    }

    /// Sends bytes as they are, legal or not, and returns once the kernel has taken all of them.
    ///
    /// Returns how many bytes this connection has sent over its life.
    @discardableResult
    package func sendRaw(
        _ bytes: ByteSlice, _ pattern: SendPattern = .whole, timeout: Duration = .seconds(30)
    ) async throws -> Int {
        try await sendRaw([bytes], pattern, timeout: timeout)
    }

    /// Sends several frames with one system call where the kernel takes them so.
    @discardableResult
    package func sendRaw(
        _ frames: [ByteSlice], _ pattern: SendPattern = .whole, timeout: Duration = .seconds(30)
    ) async throws -> Int {
        try await onLoop { core, shot in core.send(frames, pattern, shot, timeout: timeout) }
    }

    /// Tells the broker that nothing more will be sent, once all sent before has left; replies
    /// still arrive.
    package func shutdownWrite() async throws {
        let _: Bool = try await onLoop { core, shot in
            core.stream.shutdownWrite()
            shot.succeed(true)
        }
    }

    /// The next frame that no round trip claims, without its size.
    package func receiveFrame(timeout: Duration = .seconds(10)) async throws -> ByteSlice {
        try await onLoop { core, shot in core.receive(shot, timeout: timeout) }
    }

    /// Sends one request frame (with its size) and returns the response frame (without), which
    /// must carry `correlationId`.
    package func roundTrip(
        frame: ByteSlice, correlationId: Int32, what: String = "a response",
        timeout: Duration = .seconds(30)
    ) async throws -> ByteSlice {
        try await onLoop { core, shot in
            core.roundTrip(frame, correlationId, what: what, shot, timeout: timeout)
        }
    }

    /// Waits until the broker ends the connection, at most for `timeout`; frames that come in the
    /// meantime stay readable.
    package func waitForClose(timeout: Duration) async throws -> CloseObservation {
        try await onLoop { core, shot in core.waitForClose(shot, timeout: timeout) }
    }

    /// Bytes that the kernel took so far.
    package var bytesSent: Int {
        get async throws {
            try await onLoop { core, shot in shot.succeed(core.stream.bytesWritten) }
        }
    }

    /// Whether neither side has ended the connection, as far as known here.
    package var isOpen: Bool {
        get async {
            (try? await onLoop { core, shot in shot.succeed(core.ending == nil) }) ?? false
        }
    }

    /// Closes, with an error for whoever waits on the connection; repeating it does nothing.
    package func close() {
        let core = core
        loop.submit { _ in core.value.close() }
    }

    /// Closes so that the broker sees a reset.
    package func reset() {
        let core = core
        loop.submit { _ in core.value.stream.reset() }
    }

    func onLoop<Value: Sendable>(
        _ body: @escaping @Sendable (ConnectionCore, OneShot<Value>) -> Void
    ) async throws -> Value {
        let shot = OneShot<Value>()
        let core = core
        // A cancelled task's work is not even begun.
        let submitted = loop.submit { _ in if !shot.isDecided { body(core.value, shot) } }
        if !submitted { throw ClientError.stopped }
        return try await shot.value()
    }
}
