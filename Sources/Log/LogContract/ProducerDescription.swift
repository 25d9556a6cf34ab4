// SPDX-License-Identifier: Apache-2.0

/// What a log remembers of a producer, as DescribeProducers shows it (KIP-664).
package struct ProducerDescription: Hashable, Sendable {
    package var producerId: Int64
    package var epoch: Int16
    /// -1 while no batch is remembered.
    package var lastSequence: Int32
    /// Record time of the last batch or marker, in milliseconds; -1 where unknown.
    package var lastTimestamp: Int64
    /// Of the last marker, -1 before one.
    package var coordinatorEpoch: Int32
    /// Where the open transaction began, nil when none is open.
    package var currentTransactionFirstOffset: Int64?

    package init(
        producerId: Int64, epoch: Int16, lastSequence: Int32, lastTimestamp: Int64,
        coordinatorEpoch: Int32, currentTransactionFirstOffset: Int64?
    ) {
        self.producerId = producerId
        self.epoch = epoch
        self.lastSequence = lastSequence
        self.lastTimestamp = lastTimestamp
        self.coordinatorEpoch = coordinatorEpoch
        self.currentTransactionFirstOffset = currentTransactionFirstOffset
    }
}
