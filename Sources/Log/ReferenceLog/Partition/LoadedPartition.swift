// SPDX-License-Identifier: Apache-2.0

/// What a partition's directory was found to hold, or what a new one begins with.
struct LoadedPartition {
    var segments: [Segment]
    var epochs: LeaderEpochCache
    var producers: ProducerStates
    var logStartOffset: Int64
    var logEndOffset: Int64
    var highWatermark: Int64
    var recoveryPoint: Int64
    /// The largest leader epoch in the directory, also one that `epochs` lost for it wrote nothing.
    var latestEpoch: Int32 = -1
}
