// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct FileRegionTests {
    /// An unlinked file, closed when nobody needs it any more.
    private final class ScratchFile: Sendable {
        let descriptor: Int32

        init(_ bytes: ByteSlice) throws {
            let path = NSTemporaryDirectory() + "/assay-region-XXXXXX"
            var name = Array(path.utf8CString)
            descriptor = mkstemp(&name)
            guard descriptor >= 0 else { throw Peer.Failure(call: "mkstemp", code: errno) }
            unlink(name)
            let written = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
            guard written == bytes.count else {
                throw Peer.Failure(call: "pwrite", code: errno)
            }
        }

        deinit { close(descriptor) }
    }

    @Test func `bytes and file regions leave in the order they were queued`() async throws {
        let content = pattern(9 << 20)
        let file = try ScratchFile(content)
        let server = try await EchoServer(answer: { stream, _ in
            stream.send(ByteSlice(utf8: "head"))
            stream.send(
                FileRegion(
                    descriptor: file.descriptor, offset: 3, count: 5_000_000, owner: file))
            stream.send(ByteSlice(utf8: "between"))
            stream.send(
                FileRegion(
                    descriptor: file.descriptor, offset: 100, count: 40_000, owner: file))
            stream.send(ByteSlice(utf8: "tail"))
            stream.closeAfterFlush()
        })
        var writer = ByteWriter()
        writer.write(ByteSlice(utf8: "head"))
        writer.write(content[3..<5_000_003])
        writer.write(ByteSlice(utf8: "between"))
        writer.write(content[100..<40_100])
        writer.write(ByteSlice(utf8: "tail"))
        let expected = writer.finish()
        let count = expected.count
        let received = try await offPool {
            let peer = try Peer(port: server.port)
            try peer.send(EchoServer.sized(.empty))
            return try peer.receive(count + 1)
        }
        #expect(received == expected)
    }

    @Test func `a file shorter than its region closes the stream`() async throws {
        let file = try ScratchFile(pattern(100))
        let server = try await EchoServer(answer: { stream, _ in
            stream.send(
                FileRegion(descriptor: file.descriptor, offset: 0, count: 200, owner: file))
        })
        let received = try await offPool {
            let peer = try Peer(port: server.port)
            try peer.send(EchoServer.sized(.empty))
            return try peer.receive(200)
        }
        #expect(received == pattern(100))
        #expect(await server.firstClose() == .fileTooShort)
    }
}
