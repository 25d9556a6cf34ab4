// SPDX-License-Identifier: Apache-2.0

/// The end of a segment file that cannot be read as batches.
package struct SegmentTail: Hashable, Sendable {
    package enum Cause: Hashable, Sendable {
        /// Fewer bytes than the smallest header takes, or than the batch announces.
        case incomplete(String)
        /// No batch begins like this.
        case malformed(String)
        /// Nothing but zeros, as in a preallocated file.
        case zeros
    }

    /// What comes of a tail that a clean stop left, in Kafka 4.4.0: `LogLoader` recovers nothing, and
    /// `LogSegment.readNextOffset` takes such bytes for the end of the file, where the next batch is
    /// written behind them, or fails the start of the whole broker when they announce a size below 14.
    static let afterCleanStop =
        "the stop was a clean one, so Kafka keeps it and writes behind it where no consumer gets, or"
        + " does not start"

    package var position: Int64
    package var bytes: Int64
    package var cause: Cause

    package var reason: String {
        switch cause {
        case .incomplete(let what), .malformed(let what): what
        case .zeros: "zeros up to the end of the file"
        }
    }
}
