// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import Synchronization
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct EventLoopTests {
    /// What `body` hands to its callback, on a loop that is stopped afterwards.
    private func onLoop<Value: Sendable>(
        _ body: @escaping @Sendable (EventLoop, @escaping @Sendable (Value) -> Void) -> Void
    ) async throws -> Value {
        let loop = try EventLoop(name: "test")
        let value = await withCheckedContinuation { continuation in
            loop.submit { loop in body(loop) { continuation.resume(returning: $0) } }
        }
        loop.stop()
        try await offPool { loop.join() }
        return value
    }

    @Test func `jobs run in the order they were submitted`() async throws {
        let loop = try EventLoop(name: "test")
        let log = Log()
        for index in 0..<1000 { loop.submit { _ in log.append(index) } }
        loop.stop()
        try await offPool { loop.join() }
        #expect(log.numbers == Array(0..<1000))
        #expect(!loop.submit { _ in })
    }

    @Test func `timers fire in order, not early, and not once cancelled`() async throws {
        let start = EventLoop.nowNanos
        let order: [Int] = try await onLoop { loop, done in
            let log = Log()
            loop.schedule(after: .milliseconds(30)) {
                log.append(3)
                done(log.numbers)
            }
            loop.schedule(after: .milliseconds(10)) { log.append(1) }
            let cancelled = loop.schedule(after: .milliseconds(15)) { log.append(9) }
            loop.schedule(after: .milliseconds(12)) {
                log.append(2)
                cancelled.cancel()
            }
        }
        #expect(order == [1, 2, 3])
        #expect(EventLoop.nowNanos - start >= 30_000_000)
    }

    @Test func `work runs elsewhere and completes on the loop`() async throws {
        let (elsewhere, home): (Bool, Bool) = try await onLoop { loop, done in
            loop.work {
                !loop.isCurrent
            } completion: { elsewhere in
                done((elsewhere, loop.isCurrent))
            }
        }
        #expect(elsewhere && home)
    }

    @Test func `names are looked up and numeric addresses are not`() async throws {
        let local: [String] = try await onLoop { loop, done in
            loop.resolve(host: "localhost", port: 9) { result in
                done(((try? result.get()) ?? []).map(\.ip))
            }
        }
        #expect(local.contains("127.0.0.1") || local.contains("::1"))
        let six: String = try await onLoop { loop, done in
            loop.resolve(host: "::1", port: 9) {
                done("\((try? $0.get())?.first.map(\.description) ?? "")")
            }
        }
        #expect(six == "[::1]:9")
        let missing: TransportError? = try await onLoop { loop, done in
            loop.resolve(host: "no-such-name.invalid", port: 9) { result in
                if case .failure(let error) = result { done(error) } else { done(nil) }
            }
        }
        guard case .unresolvable(host: "no-such-name.invalid", _) = missing else {
            Issue.record("resolved: \(String(describing: missing))")
            return
        }
    }

    @Test func `a refused connection says so`() async throws {
        let server = try await EchoServer()
        let port = server.port
        server.loop.stop()
        try await offPool { server.loop.join() }
        let error: TransportError? = try await onLoop { loop, done in
            loop.connect(
                host: "127.0.0.1", port: port, within: .seconds(5),
                configuration: StreamConfiguration(framing: .raw)
            ) { result in
                if case .failure(let error) = result { done(error) } else { done(nil) }
            }
        }
        #expect(error == .connect(address: "127.0.0.1:\(port)", errno: ECONNREFUSED))
    }

    @Test func `a port in use says so`() async throws {
        let server = try await EchoServer()
        let error: TransportError? = try await onLoop { loop, done in
            guard let address = SocketAddress(ip: "127.0.0.1", port: server.port) else { return }
            do throws(TransportError) {
                _ = try Listener(address, on: loop) { $0.discard() }
                done(nil)
            } catch {
                done(error)
            }
        }
        #expect(
            error == .system(call: "listen on 127.0.0.1:\(server.port)", errno: EADDRINUSE)
                || error == .system(call: "bind to 127.0.0.1:\(server.port)", errno: EADDRINUSE))
    }

    @Test func `stopping closes what is open`() async throws {
        let server = try await EchoServer()
        let frame = try await offPool {
            let peer = try Peer(port: server.port)
            try peer.send(EchoServer.sized(pattern(1)))
            _ = try peer.receiveFrame()
            server.loop.stop()
            server.loop.join()
            return try peer.receive(1)
        }
        #expect(frame.isEmpty)
        #expect(await server.firstClose() == .loopStopped)
    }

    @Test func `signals are heard`() async throws {
        let heard: Bool = try await onLoop { loop, done in
            do throws(TransportError) {
                try loop.onSignal(SIGUSR2) { done(true) }
            } catch {
                done(false)
            }
            kill(getpid(), SIGUSR2)
        }
        #expect(heard)
    }

    @Test func `the end of an input is heard`() async throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        let heard: Bool = try await onLoop { loop, done in
            do throws(TransportError) {
                try loop.whenInputEnds(descriptor: reading) { _ in done(true) }
            } catch {
                done(false)
            }
            write(writing, "x", 1)
            close(writing)
        }
        close(reading)
        #expect(heard)
    }
}

/// Numbers in the order they came, from any thread.
private final class Log: Sendable {
    private let seen = Mutex<[Int]>([])
    var numbers: [Int] { seen.withLock { $0 } }
    func append(_ number: Int) { seen.withLock { $0.append(number) } }
}
