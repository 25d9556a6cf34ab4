// SPDX-License-Identifier: Apache-2.0

package import Bytes

/// What a stream tells its owner, always on the stream's loop.
package protocol StreamHandler: AnyObject {
    /// A whole frame without its size (or raw bytes, by the stream's framing).
    ///
    /// Small frames share a receive block with others: copy what is kept for long.
    func stream(_ stream: StreamConnection, didReceive frame: ByteSlice)

    /// All frames that came together have been delivered.
    func streamDidDeliver(_ stream: StreamConnection)

    /// The peer will send no more (it closed, or shut down its write side); what is sent to it may
    /// still arrive. `stream.isMidFrame` tells whether a frame was cut.
    ///
    /// The stream stays open until this side closes it: `closeAfterFlush()` when nothing is owed.
    func streamDidEnd(_ stream: StreamConnection)

    /// The stream is closed; nothing more is called.
    func stream(_ stream: StreamConnection, didClose reason: CloseReason)
}

extension StreamHandler {
    /// For an owner that takes each frame by itself.
    package func streamDidDeliver(_ stream: StreamConnection) {}
}
