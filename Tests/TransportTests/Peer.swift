// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation

/// The other side of a stream: a plain blocking socket, to be used inside `offPool`.
final class Peer: Sendable {
    struct Failure: Error { var call: String, code: Int32 }

    let descriptor: Int32

    /// Connects to a port of the loopback; every call gives up after ten seconds.
    init(port: UInt16, receiveBufferBytes: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        if var bytes = receiveBufferBytes {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, 4)
        }
        var noDelay: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, 4)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw Failure(call: "connect", code: errno) }
    }

    deinit { close(descriptor) }

    func send(_ bytes: ByteSlice) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(call: "send", code: errno) }
            rest = rest.dropFirst(count)
        }
    }

    func shutdownWrite() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Makes the close a reset.
    func resetOnClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// Exactly `count` bytes, fewer when the other side ended.
    func receive(_ count: Int) throws -> ByteSlice {
        var writer = ByteWriter(capacity: count)
        while writer.count < count {
            let missing = count - writer.count
            var failure: Int32?
            writer.append(upTo: missing) { room in
                let got = recv(descriptor, room.baseAddress, room.count, 0)
                if got < 0 { failure = errno }
                return max(got, 0)
            }
            if let failure { throw Failure(call: "recv", code: failure) }
            if count - writer.count == missing { break }
        }
        return writer.finish()
    }

    /// One frame without its size; nil at the end.
    func receiveFrame() throws -> ByteSlice? {
        var reader = ByteReader(try receive(4))
        guard let size = try? reader.readInt32() else { return nil }
        return try receive(Int(size))
    }
}

/// Runs `body`, which blocks, away from the threads that run tests.
func offPool<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            continuation.resume(with: Swift.Result { try body() })
        }
    }
}

/// Bytes that differ from their neighbours and repeat only after a long while.
func pattern(_ count: Int, seed: Int = 1) -> ByteSlice {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    var writer = ByteWriter(capacity: count + 8)
    while writer.count < count {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        writer.write(state)
    }
    return writer.finish().prefix(count)
}
