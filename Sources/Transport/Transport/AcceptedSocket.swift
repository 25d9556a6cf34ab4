// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A connection that a listener took and no loop owns yet: hand it to the loop that shall, or
/// discard it.
package struct AcceptedSocket: Sendable {
    package let peer: SocketAddress
    let descriptor: Int32

    /// Closes it unused.
    package func discard() {
        Glibc.close(descriptor)
    }
}
