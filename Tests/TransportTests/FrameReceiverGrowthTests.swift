// SPDX-License-Identifier: Apache-2.0

import Bytes
import Testing
import Transport

struct FrameReceiverGrowthTests {
    /// A frame whose block is still smaller than the frame: bytes received beyond the block would
    /// be taken for the next frame.
    @Test func `a frame larger than its first block is received no further than the block`() {
        var receiver = FrameReceiver(bytesMax: 1 << 20)
        var head: ByteSlice = [0, 1, 0x86, 0xA0, 1, 2, 3]
        #expect(receiver.next(from: &head) == .needsMore)

        var received = 3
        while received < 100_000 {
            let room = receiver.room()?.count ?? 0
            #expect(receiver.wantsExactly == (received + room < 100_000))
            let frame = receiver.filled(room)
            received += room
            #expect((frame?.count == 100_000) == (received == 100_000))
            guard room > 0 else { break }
        }
    }
}
