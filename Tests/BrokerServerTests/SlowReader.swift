// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import Messages
import TestSupport

/// A client that asks, and takes its answer only when told to.
final class SlowReader {
    private let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var room: Int32 = 16 << 10
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw POSIXError(.ECONNREFUSED) }
    }

    deinit { close(descriptor) }

    func send<Request: RequestMessage>(_ request: Request, version: Int16) {
        let frame = Frame.encodeRequest(
            request, version: version, correlationId: 1, clientId: "slow")
        send(frame)
    }

    func send(_ bytes: ByteSlice) {
        bytes.withUnsafeBytes { _ = write(descriptor, $0.baseAddress, $0.count) }
    }

    /// The answer, header and all.
    func receive() -> ByteSlice {
        var count = UInt32(0)
        withUnsafeMutableBytes(of: &count) { read(into: $0) }
        let storage = ByteStorage(capacity: Int(UInt32(bigEndian: count)))
        let room = UnsafeMutableRawBufferPointer(
            start: storage.base, count: Int(UInt32(bigEndian: count)))
        read(into: room)
        return ByteSlice(storage: storage, start: 0, count: room.count)
    }

    private func read(into room: UnsafeMutableRawBufferPointer) {
        var done = 0
        while done < room.count {
            let count = Foundation.read(
                descriptor, room.baseAddress.map { $0 + done }, room.count - done)
            guard count > 0 else { return }
            done += count
        }
    }
}
