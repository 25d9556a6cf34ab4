// SPDX-License-Identifier: Apache-2.0

/// Why a stream is closed.
package enum CloseReason: Hashable, Sendable {
    /// This side closed it.
    case local
    /// The peer, or the network in its name, broke it off (ECONNRESET, EPIPE, ETIMEDOUT…).
    case broken(errno: Int32)
    /// The peer announced a frame that is negative or longer than allowed.
    case illegalLength(announced: Int32, bytesMax: Int)
    /// A file region turned out shorter than it was queued with: the stream cannot go on.
    case fileTooShort
    /// What was queued did not leave within the grace of `closeAfterFlush`.
    case notFlushed(bytes: Int)
    /// The loop was stopped.
    case loopStopped
}

extension CloseReason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .local: "closed"
        case .broken(let errno): TransportError.text(errno: errno)
        case .illegalLength(let announced, let bytesMax):
            "the peer announced a frame of \(announced) bytes (allowed: 0 to \(bytesMax))"
        case .fileTooShort: "a file region was shorter than announced"
        case .notFlushed(let bytes): "\(bytes) bytes could not be sent in time"
        case .loopStopped: "the event loop has stopped"
        }
    }
}
