// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Shows none of the batches that are older than the newest by `retention.ms`, also those that
/// stand behind one which is not.
final class ScatteredRetentionLog: PassingLog {
    override func read(
        from offset: Int64, bytesMax: Int, wholeFirstBatch: Bool, bound: ReadBound
    ) throws(ReadRefusal) -> ReadResult {
        let retention = inner.config.retentionMillis
        let newest = retention > 0 ? inner.times().map(\.timestamp).max() ?? -1 : -1
        var next = offset
        while true {
            var page = try inner.read(
                from: next, bytesMax: bytesMax, wholeFirstBatch: wholeFirstBatch, bound: bound)
            guard newest >= 0, let bytes = try? page.region?.bytes(),
                let batches = try? RecordSet.batches(in: bytes), let last = batches.last
            else { return page }
            var writer = ByteWriter(capacity: bytes.count)
            for case .batch(let batch) in batches where batch.maxTimestamp > newest - retention {
                writer.write(batch.bytes)
            }
            let kept = writer.finish()
            if !kept.isEmpty {
                page.region = FileRegion(kept)
                return page
            }
            next = last.lastOffset + 1
        }
    }
}
