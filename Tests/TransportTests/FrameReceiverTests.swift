// SPDX-License-Identifier: Apache-2.0

import Bytes
import Testing
import Transport

struct FrameReceiverTests {
    /// Feeds `bytes` in pieces the way a stream does.
    private func frames(of bytes: ByteSlice, pieces: Int, bytesMax: Int = 1 << 20) -> [ByteSlice] {
        var receiver = FrameReceiver(bytesMax: bytesMax)
        var found: [ByteSlice] = []
        var rest = bytes
        while !rest.isEmpty {
            var piece = rest.prefix(pieces)
            rest = rest.dropFirst(piece.count)
            if let room = receiver.room() {
                let count = min(room.count, piece.count)
                piece.prefix(count).withUnsafeBytes { room.copyMemory(from: $0) }
                piece = piece.dropFirst(count)
                // What did not fit goes on as if received next.
                rest = bytes.dropFirst(bytes.count - rest.count - piece.count)
                if let frame = receiver.filled(count) { found.append(frame) }
                continue
            }
            while case .frame(let frame) = receiver.next(from: &piece) { found.append(frame) }
        }
        return found
    }

    @Test(arguments: [1, 2, 3, 5, 7, 64, 1000, 100_000, 1 << 20])
    func `frames come out the same however they arrive`(pieces: Int) {
        let bodies = [0, 1, 3, 4, 5, 1000, 70_000, 300_000, 0, 2].map { pattern($0, seed: $0 + 1) }
        var writer = ByteWriter()
        for body in bodies { writer.write(EchoServer.sized(body)) }
        #expect(frames(of: writer.finish(), pieces: pieces) == bodies)
    }

    @Test func `a whole frame is a slice of what was received`() {
        var receiver = FrameReceiver(bytesMax: 100)
        let bytes = EchoServer.sized(pattern(10))
        var rest = bytes
        guard case .frame(let frame) = receiver.next(from: &rest) else {
            Issue.record("no frame")
            return
        }
        #expect(frame.storage === bytes.storage)
    }

    @Test func `memory grows with what has come and not with what was announced`() {
        var receiver = FrameReceiver(bytesMax: 1 << 30)
        var head: ByteSlice = [0x06, 0x40, 0x00, 0x00, 1]
        #expect(receiver.next(from: &head) == .needsMore)
        #expect(receiver.blockBytes <= FrameReceiver.firstBlockBytes)
        var received = 1
        while received < 4 << 20 {
            guard let room = receiver.room() else { break }
            received += room.count
            #expect(receiver.filled(room.count) == nil)
            #expect(receiver.blockBytes <= 4 * received)
        }
    }

    @Test(arguments: [-1, -2, Int32.min, 101, Int32.max] as [Int32])
    func `a size outside the limit is refused before anything is allocated`(size: Int32) {
        var receiver = FrameReceiver(bytesMax: 100)
        var writer = ByteWriter()
        writer.writeInt32(size)
        var bytes = writer.finish()
        #expect(receiver.next(from: &bytes) == .illegalLength(size))
        #expect(receiver.blockBytes == 0)
    }
}
