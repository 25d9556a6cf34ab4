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
