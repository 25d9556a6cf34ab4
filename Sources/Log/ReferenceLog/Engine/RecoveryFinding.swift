// SPDX-License-Identifier: Apache-2.0

import Bytes
package import LogContract

/// Something that could not be trusted when a log directory was opened or used, and what was done.
package struct RecoveryFinding: Hashable, Sendable {
    package enum Action: String, Hashable, Sendable {
        /// The file was cut at `position`; what stood behind is in `keptIn`.
        case cut
        /// The whole file was given the name `keptIn`.
        case setAside = "set aside"
        /// The file was made anew from the batches.
        case rebuilt
        /// The file was removed: what it held is found elsewhere.
        case removed
        /// Nothing was done; the directory is not used.
        case ignored
    }

    /// The log it belongs to; nil for a file of the whole directory.
    package var partition: TopicPartition?
    package var action: Action
    /// The file that was cut, put aside or made anew.
    package var path: String
    /// Where the bad bytes began.
    package var position: Int64
    package var bytes: Int64
    /// The file that holds them now; nil when they were only zeros, or nothing is lost with them.
    package var keptIn: String?
    /// Why they were not trusted.
    package var reason: String

    package init(
        partition: TopicPartition?, action: Action, path: String, position: Int64 = 0,
        bytes: Int64 = 0, keptIn: String? = nil, reason: String
    ) {
        self.partition = partition
        self.action = action
        self.path = path
        self.position = position
        self.bytes = bytes
        self.keptIn = keptIn
        self.reason = reason
    }
}

extension RecoveryFinding: CustomStringConvertible {
    package var description: String {
        let kept = keptIn.map { ", kept in \($0)" } ?? ""
        if bytes == 0 { return "\(path) \(action.rawValue): \(reason)\(kept)" }
        let what = Quantity.text(bytes, "byte")
        return "\(path) at \(position): \(what) \(action.rawValue): \(reason)\(kept)"
    }
}

extension RecoveryFinding {
    /// An index that was made anew while in use.
    init(_ repair: FilePool.Repair) {
        self.init(
            partition: SmallFile.name(of: SmallFile.parent(of: repair.path))
                .flatMap(LogNames.partition),
            action: .rebuilt, path: repair.path, position: repair.position, reason: repair.reason)
    }
}
