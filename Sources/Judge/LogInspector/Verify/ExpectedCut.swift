// SPDX-License-Identifier: Apache-2.0

/// What leaves a log when a broker opens it after an unclean stop: it cuts at the first damage, and
/// takes along what is sound behind it.
package struct ExpectedCut: Hashable, Sendable {
    /// Bytes from the damage to the end of the log.
    package var bytes: Int64
    /// Batches among them that are sound.
    package var soundBatches: Int64 = 0
}
