// SPDX-License-Identifier: Apache-2.0

/// What was seen while waiting for the other side to close.
package struct CloseObservation: Hashable, Sendable {
    /// How the connection ended; nil when it was still open after the whole wait.
    package var ending: Ending?
    /// From the begin of the wait to the end of the connection (zero when it had ended before), or
    /// the whole wait.
    package var after: Duration
    /// Frames that came and that nobody has read.
    package var framesUnread: Int
    /// Bytes that came over the connection's life.
    package var bytesReceived: Int

    package var isStillOpen: Bool { ending == nil }

    /// Whether the broker ended the connection, in order or not.
    package var isClosedByPeer: Bool {
        switch ending {
        case .closedByPeer, .reset: true
        case .illegalFrame, .closedLocally, nil: false
        }
    }
}
