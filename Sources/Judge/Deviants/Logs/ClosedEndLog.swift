// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Takes its own end for out of range.
final class ClosedEndLog: PassingLog {
    override func read(
        from offset: Int64, bytesMax: Int, wholeFirstBatch: Bool, bound: ReadBound
    ) throws(ReadRefusal) -> ReadResult {
        if offset == inner.logEndOffset {
            throw .offsetOutOfRange(
                logStartOffset: inner.logStartOffset, logEndOffset: inner.logEndOffset)
        }
        return try inner.read(
            from: offset, bytesMax: bytesMax, wholeFirstBatch: wholeFirstBatch, bound: bound)
    }
}
