// SPDX-License-Identifier: Apache-2.0

/// An aborted transaction as the `.txnindex` of the marker's segment records it.
struct AbortedRange: Hashable {
    var producerId: Int64
    var firstOffset: Int64
    /// Offset of the ABORT marker.
    var lastOffset: Int64
    /// Last stable offset when the marker was written.
    var lastStableOffset: Int64
}
