// SPDX-License-Identifier: Apache-2.0

import LogContract

extension RepairPlanner {
    /// What stands behind the last batch of a log that was stopped cleanly; nil for nothing.
    ///
    /// `end` becomes the offset behind that batch.
    ///
    /// As the reference broker when it starts, this walks the heads of batches from the last entry
    /// of the index on, and holds them to rising offsets.
    func cleanTail(
        _ folder: PartitionFolder, base: Int64, end: inout Int64
    ) throws(StorageError) -> SegmentTail? {
        let reader = try SegmentReader(folder.file(.log, at: base))
        reader.seek(to: try folder.walkStart(at: base))
        end = base
        return try firstFault(reader, end: &end) { (batch, next) in
            misplacement(of: batch.frame, base: base, next: next)
        }
    }

    /// Why a batch cannot stand where `next` or more is due; nil when it can.
    func misplacement(of frame: BatchFrame, base: Int64, next: Int64) -> String? {
        let first = frame.magic < 2 ? frame.lastOffset : frame.baseOffset
        if first < next || frame.lastOffset < first {
            return "offset \(first) where \(next) or more is due"
        }
        if frame.lastOffset &- base > Int64(Int32.max) {
            return "offset \(frame.lastOffset) is too far from the segment's base"
        }
        return nil
    }
}
