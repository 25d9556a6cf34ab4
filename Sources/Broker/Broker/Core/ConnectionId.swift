// SPDX-License-Identifier: Apache-2.0

/// A client's connection, by a number its owner never uses twice.
package struct ConnectionId: Hashable, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }
}
