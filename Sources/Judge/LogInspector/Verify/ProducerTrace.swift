// SPDX-License-Identifier: Apache-2.0

/// What the log says of one producer id up to some offset.
struct ProducerTrace {
    var epoch: Int16
    /// -1 before a data batch of this epoch.
    var lastSequence: Int32 = -1
    /// Of the last data batch of this epoch, -1 before one.
    var lastOffset: Int64 = -1
    var offsetDelta: Int32 = 0
    var timestamp: Int64 = -1
    /// Of the last marker, -1 before one.
    var coordinatorEpoch: Int32 = -1
    var transactionFirstOffset: Int64?
    /// Whether the log was seen from the producer's first batch on, or from a snapshot.
    var isComplete: Bool

    init(epoch: Int16, isComplete: Bool) {
        self.epoch = epoch
        self.isComplete = isComplete
    }

    init(_ entry: ProducerSnapshotFile.Entry) {
        epoch = entry.epoch
        lastSequence = entry.lastSequence
        lastOffset = entry.lastOffset
        offsetDelta = entry.offsetDelta
        timestamp = entry.timestamp
        coordinatorEpoch = entry.coordinatorEpoch
        transactionFirstOffset = entry.transactionFirstOffset
        isComplete = true
    }
}
