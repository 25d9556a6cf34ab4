// SPDX-License-Identifier: Apache-2.0

/// What the checkpoints of a log directory say of one log; nil where they say nothing.
struct CheckpointedOffsets {
    var recoveryPoint: Int64?
    var logStart: Int64?
    var highWatermark: Int64?
    var cleanedEnd: Int64?
}
