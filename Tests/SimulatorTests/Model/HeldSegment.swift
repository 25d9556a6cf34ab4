// SPDX-License-Identifier: Apache-2.0

/// A segment as its file tells.
struct HeldSegment {
    var base: Int64
    /// Where the next one begins; the log's end for the last.
    var end: Int64
    /// Bytes of whole batches.
    var size: Int64 = 0
    /// Greatest timestamp of any batch, -1 without one.
    var newest: Int64 = -1
    var isActive: Bool
}
