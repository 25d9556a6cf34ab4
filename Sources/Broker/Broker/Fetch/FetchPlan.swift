// SPDX-License-Identifier: Apache-2.0

import LogContract

/// What a Fetch will read, and how its answer relates to a session.
struct FetchPlan {
    /// Which partitions the answer holds.
    enum Scope {
        /// All of them; no session.
        case full
        /// All of them, and a session begins with it.
        case newSession
        /// What changed since the session's last answer.
        case changes(FetchSession)
    }

    let items: [FetchItem]
    let scope: Scope
    let bound: ReadBound
    let bytesMax: Int
    let bytesMin: Int
}
