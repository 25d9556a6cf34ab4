// SPDX-License-Identifier: Apache-2.0

import LogContract

extension PartitionFolder {
    /// Where the reference broker begins to walk the last segment after a clean stop: at the batch of
    /// the last entry of the offset index; at 0, and it makes the indexes anew, where there is no
    /// entry or none that fits.
    ///
    /// Damage in front of it is not seen by that walk, and stays.
    func walkStart(at base: Int64) throws(StorageError) -> Int64 {
        guard has(.index, at: base) else { return 0 }
        let index = try IndexReader<OffsetIndexEntry>(file(.index, at: base))
        var last: OffsetIndexEntry?
        while let entry = try index.next() { last = entry }
        guard let last, last.position > 0 else { return 0 }
        let reader = try SegmentReader(file(.log, at: base))
        reader.seek(to: Int64(last.position))
        guard case .batch(let batch) = try reader.next() else { return 0 }
        let frame = batch.frame
        let first = frame.magic < 2 ? frame.lastOffset : frame.baseOffset
        let fits =
            first >= base && frame.lastOffset >= first
            && frame.lastOffset <= base &+ Int64(last.relativeOffset)
        return fits ? Int64(last.position) : 0
    }
}
