// SPDX-License-Identifier: Apache-2.0

import LogContract
import Records

/// Finds batches by time, not the records in them.
final class BatchBaseLog: PassingLog {
    override func firstOffset(
        at timestamp: Int64, bound: ReadBound
    ) throws(ReadRefusal) -> TimestampedOffset? {
        guard var found = try inner.firstOffset(at: timestamp, bound: bound),
            case .batch(let batch)? = inner.batches(from: found.offset).first
        else { return nil }
        found.offset = batch.baseOffset
        return found
    }
}
