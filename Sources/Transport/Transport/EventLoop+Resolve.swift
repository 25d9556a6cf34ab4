// SPDX-License-Identifier: Apache-2.0

import CUV
import Glibc

/// A look-up on its way through libuv's worker pool.
private final class ResolveRequest {
    let host: String
    let completion: (Result<[SocketAddress], TransportError>) -> Void

    init(host: String, completion: @escaping (Result<[SocketAddress], TransportError>) -> Void) {
        self.host = host
        self.completion = completion
    }
}

extension EventLoop {
    /// Looks a name up off the loop and hands its stream addresses, in the resolver's order, to
    /// `completion` on the loop; a numeric address needs no look-up.
    package func resolve(
        host: String, port: UInt16,
        completion: @escaping (Result<[SocketAddress], TransportError>) -> Void
    ) {
        if let address = SocketAddress(ip: host, port: port) {
            return afterTurn { completion(.success([address])) }
        }
        let request = ResolveRequest(host: host, completion: completion)
        let handle = UnsafeMutablePointer<uv_getaddrinfo_t>.allocate(capacity: 1)
        handle.pointee.data = Unmanaged.passRetained(request).toOpaque()
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        let code = uv_getaddrinfo(
            core.uv, handle,
            { handle, status, list in
                guard let handle, let data = handle.pointee.data else { return }
                let request = Unmanaged<ResolveRequest>.fromOpaque(data).takeRetainedValue()
                let loop = EventLoop.of(handle.pointee.loop)
                handle.deallocate()
                let result = EventLoop.answer(request.host, status: status, list)
                loop?.turn { request.completion(result) }
            }, host, String(port), &hints)
        if code < 0 {
            handle.pointee.data.map { Unmanaged<ResolveRequest>.fromOpaque($0).release() }
            handle.deallocate()
            let result = Self.answer(host, status: code, nil)
            afterTurn { completion(result) }
        }
    }

    private static func answer(
        _ host: String, status: Int32, _ list: UnsafeMutablePointer<addrinfo>?
    ) -> Result<[SocketAddress], TransportError> {
        defer { uv_freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let entry = next {
            if let address = entry.pointee.ai_addr {
                addresses.append(
                    SocketAddress(copying: address, length: Int(entry.pointee.ai_addrlen)))
            }
            next = entry.pointee.ai_next
        }
        if status < 0 || addresses.isEmpty {
            let reason = status < 0 ? String(cString: uv_strerror(status)) : "no address"
            return .failure(.unresolvable(host: host, reason: reason))
        }
        return .success(addresses)
    }
}
