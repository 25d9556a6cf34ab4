// SPDX-License-Identifier: Apache-2.0

/// One thing that a repair does, or would do.
package struct RepairStep: Hashable, Sendable {
    package enum Action: String, Hashable, Sendable {
        /// Cuts a file at `position`; what stood behind goes to `keptIn`, unless it was zeros.
        case cut
        /// Gives a file the name `keptIn`.
        case setAside = "set-aside"
        /// Writes a file anew from the log.
        case rebuild
        /// Nothing: the broker does it when it starts.
        case leave
    }

    package var action: Action
    package var path: String
    /// Byte at which a file is cut.
    package var position: Int64?
    /// Bytes that leave the log with it.
    package var bytes: Int64
    /// Where they can be found.
    package var keptIn: String?
    package var reason: String

    package init(
        _ action: Action, path: String, position: Int64? = nil, bytes: Int64 = 0,
        keptIn: String? = nil, reason: String
    ) {
        self.action = action
        self.path = path
        self.position = position
        self.bytes = bytes
        self.keptIn = keptIn
        self.reason = reason
    }
}
