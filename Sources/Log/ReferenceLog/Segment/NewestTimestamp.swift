// SPDX-License-Identifier: Apache-2.0

/// The greatest timestamp of a segment, and the last offset of the first batch that has it.
struct NewestTimestamp: Hashable {
    /// Milliseconds; -1 when no batch has a timestamp.
    var timestamp: Int64
    var offset: Int64

    static let none = NewestTimestamp(timestamp: -1, offset: -1)

    /// Takes in a batch that stands behind all the others.
    mutating func take(_ batchTimestamp: Int64, lastOffset: Int64) {
        if batchTimestamp > timestamp {
            self = NewestTimestamp(timestamp: batchTimestamp, offset: lastOffset)
        }
    }
}
