// SPDX-License-Identifier: Apache-2.0

import Transport

/// How a connection ended, seen from here.
package enum Ending: Hashable, Sendable {
    /// The broker closed in order (FIN); `midFrame` when it had begun a frame.
    case closedByPeer(midFrame: Bool)
    /// The connection broke (RST, or the network gave up).
    case reset(errno: Int32)
    /// This side closed it because of an illegal frame size.
    case illegalFrame(announced: Int32)
    /// This side closed it.
    case closedLocally
}

extension Ending: CustomStringConvertible {
    package var description: String {
        switch self {
        case .closedByPeer(let midFrame):
            midFrame ? "the peer closed within a frame" : "the peer closed the connection"
        case .reset(let errno): "the connection broke (\(TransportError.text(errno: errno)))"
        case .illegalFrame(let announced): "closed here on a frame of \(announced) bytes"
        case .closedLocally: "closed here"
        }
    }
}
