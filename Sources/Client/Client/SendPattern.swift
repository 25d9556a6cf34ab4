// SPDX-License-Identifier: Apache-2.0

/// How bytes are handed to the socket.
package enum SendPattern: Hashable, Sendable {
    /// With as few system calls as the kernel allows.
    case whole
    /// In pieces of `bytes`, each with a system call of its own, `gap` apart.
    case pieces(bytes: Int, gap: Duration = .zero)

    /// One byte at a time.
    package static let byteByByte = SendPattern.pieces(bytes: 1)
}
