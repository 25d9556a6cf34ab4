// SPDX-License-Identifier: Apache-2.0

import LogContract
import Records

/// Takes an offset that compaction removed for one that never was.
final class HoleRefusingLog: PassingLog {
    override func read(
        from offset: Int64, bytesMax: Int, wholeFirstBatch: Bool, bound: ReadBound
    ) throws(ReadRefusal) -> ReadResult {
        let result = try inner.read(
            from: offset, bytesMax: bytesMax, wholeFirstBatch: wholeFirstBatch, bound: bound)
        if let bytes = try? result.region?.bytes(), let first = try? RecordBatchView(bytes),
            first.baseOffset > offset, offset > inner.logStartOffset
        {
            throw .offsetOutOfRange(
                logStartOffset: inner.logStartOffset, logEndOffset: inner.logEndOffset)
        }
        return result
    }
}
