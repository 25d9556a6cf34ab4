// SPDX-License-Identifier: Apache-2.0

/// One call of the file system, as a trace shows it.
package struct DiskCall: Hashable, Sendable {
    package enum Operation: String, Hashable, Sendable, CaseIterable {
        case open, create, empty, lock, read, write, truncate, sync, rename, unlink
        case makeDirectory = "mkdir"
        case removeDirectory = "rmdir"
        case syncDirectory = "syncdir"

        /// Whether the call changes what a crash could leave behind.
        package var isChange: Bool { self != .open && self != .read }
    }

    package var operation: Operation
    package var path: String
    /// Positions and sizes, or the other name.
    package var detail: String
}

extension DiskCall: CustomStringConvertible {
    package var description: String {
        detail.isEmpty ? "\(operation.rawValue) \(path)" : "\(operation.rawValue) \(path) \(detail)"
    }
}
