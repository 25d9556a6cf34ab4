// SPDX-License-Identifier: Apache-2.0

/// What an engine promises of a write by the time it counts as done.
package enum Durability: String, CaseIterable, Sendable {
    /// It is in the page cache: a killed process loses nothing, a power failure may (Kafka's
    /// default).
    case pageCache = "page-cache"
    /// It is on the disk; writes that come while one flush runs share the next.
    case groupCommit = "group-commit"
    /// It is on the disk, by a flush of its own.
    case sync = "sync"
}
