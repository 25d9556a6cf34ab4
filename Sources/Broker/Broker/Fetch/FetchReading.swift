// SPDX-License-Identifier: Apache-2.0

/// What the partitions of a Fetch hold for it right now.
struct FetchReading {
    var answers: [FetchPartitionAnswer] = []
    var recordBytes = 0
    /// Whether something was found that a client must hear without delay: an error, a diverging
    /// epoch, a segment's end with more behind it.
    var isUrgent = false
    /// Whether one partition of it exists; if none does, no append can ever change the answer.
    var hasPartition = false
}
