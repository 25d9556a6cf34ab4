// SPDX-License-Identifier: Apache-2.0

package import Bytes
import Records

/// Which batches and records a dump shows; everything that is set must hold.
package struct DumpFilter: Sendable {
    /// Offsets from the first up to the last, both included.
    package var offsets: ClosedRange<Int64>?
    /// Milliseconds, both included.
    package var timestamps: ClosedRange<Int64>?
    package var producerId: Int64?
    package var controlOnly = false
    package var transactionalOnly = false
    /// Records with exactly this key.
    package var key: ByteSlice?

    package init() {}

    /// Whether a batch may hold something that is wanted.
    func admits(_ frame: BatchFrame, _ header: BatchHeader?) -> Bool {
        // Of a legacy wrapper the first offset is not known.
        let first = frame.magic < 2 ? Int64.min : frame.baseOffset
        if let offsets, frame.lastOffset < offsets.lowerBound || first > offsets.upperBound {
            return false
        }
        if let timestamps, frame.maxTimestamp < timestamps.lowerBound { return false }
        if producerId != nil || controlOnly || transactionalOnly {
            guard let header else { return false }
            if let producerId, header.producerId != producerId { return false }
            if controlOnly && !header.attributes.isControl { return false }
            if transactionalOnly && !header.attributes.isTransactional { return false }
        }
        return true
    }

    func admits(_ record: Record) -> Bool {
        if let offsets, let offset = record.offset, !offsets.contains(offset) { return false }
        if let timestamps, !timestamps.contains(record.timestamp) { return false }
        if let key, record.key != key { return false }
        return true
    }

    /// Whether single records are asked for, so that a batch without any is not shown.
    var looksAtRecords: Bool { key != nil || timestamps != nil }
}
