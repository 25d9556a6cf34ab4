// SPDX-License-Identifier: Apache-2.0

/// What a partition's folder is to the broker that owns the directory.
package enum PartitionStanding: String, Hashable, Sendable, CaseIterable {
    /// The log that is served.
    case live
    /// Set aside when the broker started, because it belonged to no topic (`-stray`).
    case stray
    /// A replica on its way from another disk, not served yet (`-future`).
    case future
    /// Waits to be removed (`-delete`).
    case deleted = "delete"

    /// What there is to say to a person who finds the folder.
    var remark: String? {
        switch self {
        case .live: nil
        case .stray: "set aside by a broker, for it belonged to no topic; nobody serves it"
        case .future: "a replica on its way from another disk; nobody serves it"
        case .deleted: "waits to be removed"
        }
    }
}
