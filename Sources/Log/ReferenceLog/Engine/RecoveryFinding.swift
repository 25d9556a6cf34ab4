// SPDX-License-Identifier: Apache-2.0

package import LogContract

/// Bytes that recovery could not trust: cut off a log and kept beside it.
package struct RecoveryFinding: Hashable, Sendable {
    package var partition: TopicPartition
    /// The file that was cut or put aside.
    package var path: String
    /// Where the bad bytes began.
    package var position: Int64
    package var bytes: Int64
    /// The file that holds them now; nil when they were only zeros.
    package var keptIn: String?
    /// Why they were not trusted.
    package var reason: String
}
